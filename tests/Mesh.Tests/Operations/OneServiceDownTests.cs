using System.Net;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Mesh.Tests.Gateway;
using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using AfterSalesMesh.ServiceDefaults.Identity;
using MassTransit;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Operations;

/// <summary>A gateway of its own, behind which one service answers and the others are down.</summary>
public sealed class OneServiceDownTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    private static readonly Dictionary<string, Caller> Keys = new()
    {
        ["admin-key"] = new("admin", "Admin", [Shop], [Roles.Admin]),
        ["finance-key"] = new("finance", "Finance", [Shop], [Roles.Finance]),
    };

    private TestGateway _gateway = null!;
    private MeshApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        await refunds.StartAsync();
        var nobody = $"http://127.0.0.1:{FreePort.Next()}";
        _gateway = await TestGateway.StartAsync(
            new Dictionary<string, string> { ["refund"] = $"{nobody};{refunds.Service.Address}" },
            refunds.Service.PrivateKey,
            Keys
        );
        _api = _gateway.Api;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_list_has_the_failures_of_answering_services_and_names_the_others()
    {
        var poison = Of(-5, Paid(100));
        await refunds.Service.SendAsync(poison);
        await refunds.Service.HearAsync<Fault<IssueRefund>>(x => x.Message.RefundId == poison.RefundId);
        string? id = null;

        await Eventually.IsTrueAsync(
            async () =>
            {
                var list = await _api.GetAsync($"/v1/ops/failures?returnId={poison.ReturnId}", "admin-key");
                list.ShouldBe(HttpStatusCode.OK);
                list.Json!["unanswered"]!
                    .AsArray()
                    .Select(x => (string)x!)
                    .ShouldBe(["inspection", "media", "notification", "returns", "warehouse"]);
                id = (string?)list.Json["items"]!.AsArray().SingleOrDefault()?["id"];
                return id is not null;
            },
            TimeSpan.FromSeconds(60)
        );
        (await _api.PostAsync($"/v1/ops/failures/{id}/replay", "admin-key", "")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_replay_at_a_service_that_is_down_is_answered_503()
    {
        (await _api.PostAsync($"/v1/ops/failures/warehouse-{Guid.NewGuid()}/replay", "admin-key", "")).ShouldBeProblem(
            HttpStatusCode.ServiceUnavailable,
            "upstream_unavailable"
        );

        var group = await _api.PostAsync("/v1/ops/failures/replay", "admin-key", new { service = "warehouse" });

        group.ShouldBe(HttpStatusCode.OK);
        group.Json!["unanswered"]!.AsArray().Select(x => (string)x!).ShouldBe(["warehouse"]);
    }

    [Fact]
    public async Task No_caller_notices_that_one_of_two_replicas_is_gone()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => _api.GetAsync("/v1/refunds", "finance-key"))
        );

        answers.ShouldAllBe(x => x.Status == HttpStatusCode.OK);
    }
}
