using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Flow;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Operations;

/// <summary>The gateway in front of all services in one process, with failures put straight into their databases.</summary>
public sealed class FailuresOfAllTests(LocalMesh mesh)
{
    private const string Admin = "local-admin";
    private readonly Guid _return = Guid.NewGuid();

    [Fact]
    public async Task The_failures_of_all_services_are_one_list_in_pages_newest_first()
    {
        var same = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
        foreach (
            var (service, minutes) in new[]
            {
                ("warehouse", 0),
                ("refund", 0),
                ("returns", 5),
                ("notification", -5),
                ("refund", 0),
            }
        )
        {
            await PutAsync(service, same.AddMinutes(minutes));
        }

        List<string> seen = [];
        for (string? next = ""; next is not null; )
        {
            var page = (await mesh.Api.GetAsync($"/v1/ops/failures?returnId={_return}&limit=2{next}", Admin)).ShouldBe(
                HttpStatusCode.OK
            );
            page.Json!["unanswered"]!.AsArray().ShouldBeEmpty();
            seen.AddRange(page.Json["items"]!.AsArray().Select(x => (string)x!["id"]!));
            next = (string?)page.Json["next"] is { } after ? $"&after={after}" : null;
        }

        seen.ShouldBeUnique();
        seen.Select(x => x.Split('-')[0]).ShouldBe(["returns", "refund", "refund", "warehouse", "notification"]);
    }

    [Fact]
    public async Task A_replay_by_id_reaches_the_service_that_stores_the_failure()
    {
        var at = DateTimeOffset.UtcNow.AddDays(-1);
        var id = await PutAsync("warehouse", at);

        var answer = await mesh.Api.PostAsync($"/v1/ops/failures/warehouse-{id}/replay", Admin, "");

        answer.ShouldBe(HttpStatusCode.OK);
        ((string?)answer.Json!["replayedAt"]).ShouldNotBeNull();
        // It is no message, so it fails again, under the same id of its own.
        var message = (string)answer.Json["messageId"]!;
        await UntilListedAsync(x => (string?)x["messageId"] == message && (DateTimeOffset)x["lastAt"]! > at);
    }

    [Fact]
    public async Task One_call_replays_matching_failures_of_all_services()
    {
        await PutAsync("refund", DateTimeOffset.UtcNow);
        await PutAsync("returns", DateTimeOffset.UtcNow);

        var answer = await mesh.Api.PostAsync("/v1/ops/failures/replay", Admin, new { returnId = _return });

        answer.ShouldBe(HttpStatusCode.OK);
        ((int)answer.Json!["replayed"]!).ShouldBe(2);
    }

    [Fact]
    public async Task A_condition_with_a_wrong_name_replays_nothing()
    {
        await PutAsync("refund", DateTimeOffset.UtcNow);

        (await mesh.Api.PostAsync("/v1/ops/failures/replay", Admin, new { ids = new[] { _return } }))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "malformed_json")
            .Text.ShouldContain("The field ids is unknown");
    }

    [Fact]
    public async Task An_invalid_or_forbidden_request_is_refused_with_a_reason()
    {
        foreach (
            var key in new[]
            {
                "local-storefront",
                "local-agent",
                "local-finance",
                "local-warehouse",
                "local-inspector",
            }
        )
        {
            (await mesh.Api.GetAsync("/v1/ops/failures", key))
                .ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden")
                .Text.ShouldContain("one of the roles [admin]");
            (await mesh.Api.PostAsync("/v1/ops/failures/replay", key, new { })).ShouldBeProblem(
                HttpStatusCode.Forbidden,
                "forbidden"
            );
            (await mesh.Api.GetAsync("/v1/ops/stuck", key)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }
        (await mesh.Api.GetAsync("/v1/ops/failures?service=nobody", Admin)).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "invalid_request"
        );
        (await mesh.Api.GetAsync("/v1/ops/failures?limit=0", Admin)).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "invalid_request"
        );
        (await mesh.Api.GetAsync("/v1/ops/failures?kind=lost", Admin)).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "invalid_request"
        );
        (await mesh.Api.GetAsync("/v1/ops/failures?returnId=1001", Admin))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "malformed_request")
            .Json!["detail"]!
            .ToString()
            .ShouldBe("'1001' is not valid for returnId: it must be a UUID.");
        foreach (var id in new[] { "1", "nobody-0", $"nobody-{Guid.NewGuid()}", $"refund-{Guid.NewGuid()}" })
        {
            (await mesh.Api.PostAsync($"/v1/ops/failures/{id}/replay", Admin, "")).ShouldBeProblem(
                HttpStatusCode.NotFound,
                "not_found"
            );
        }
        (await mesh.Api.SendAsync(HttpMethod.Get, "/v1/ops/failures", key: null)).ShouldBeProblem(
            HttpStatusCode.Unauthorized,
            "unauthenticated"
        );
    }

    /// <summary>Bytes that are no message, as if they had failed at that time.</summary>
    private async Task<Guid> PutAsync(string service, DateTimeOffset at)
    {
        var id = Guid.NewGuid();
        await using var db = new SqliteConnection(
            $"Data Source={Path.Combine(await mesh.DataAsync(), $"{service}.db")}"
        );
        await db.OpenAsync(TestContext.Current.CancellationToken);
        await using var insert = db.CreateCommand();
        insert.CommandText = """
            INSERT INTO "Failures" ("Id", "Kind", "Endpoint", "Destination", "MessageId", "MessageType", "ContentType",
                "Body", "Headers", "Properties", "Reason", "Count", "FirstAt", "LastAt", "Subject", "Version")
            VALUES ($id, 'unreadable', $endpoint, 'exchange:' || $endpoint, $message, '', 'application/vnd.masstransit+json',
                x'00', '{}', '{"Mandatory":true}', 'a test', 1, $at, $at, $return, 0)
            """;
        insert.Parameters.AddWithValue("$id", id);
        insert.Parameters.AddWithValue("$message", Guid.NewGuid());
        insert.Parameters.AddWithValue("$endpoint", EndpointOf(service));
        insert.Parameters.AddWithValue("$at", at.UtcTicks);
        insert.Parameters.AddWithValue("$return", _return);
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return id;
    }

    private static string EndpointOf(string service) =>
        service switch
        {
            "warehouse" => "warehouse-expect-parcel",
            "refund" => "refund-issue-refund",
            "returns" => "returns-return",
            _ => "notification-tell-customer",
        };

    private Task UntilListedAsync(Func<JsonNode, bool> such) =>
        Eventually.IsTrueAsync(
            async () =>
            {
                var list = await mesh.Api.GetAsync("/v1/ops/failures?kind=unreadable&limit=200", Admin);
                return list.Json!["items"]!.AsArray().Any(x => such(x!));
            },
            TimeSpan.FromSeconds(60)
        );
}
