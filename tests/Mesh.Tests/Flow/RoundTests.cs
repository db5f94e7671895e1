using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>Second parcels, cancellations, and what people do with what came late or fits nowhere.</summary>
public sealed class RoundTests(LocalMesh mesh)
{
    [Fact]
    public async Task A_second_parcel_is_refunded_in_a_round_of_its_own()
    {
        var journey = await RequestAsync(2);
        await ArriveAsync(journey);
        await journey.JudgeAsync();
        await UntilRefundedAsync(journey, 1000);
        await ArriveAsync(journey);
        await journey.JudgeAsync();

        var it = await journey.UntilStatusAsync("completed");

        it["refunds"]!.AsArray().Select(x => ((int)x!["round"]!, (long)x["amount"]!)).ShouldBe([(1, 1000), (2, 1000)]);
        it["rounds"]!.AsArray().Select(x => (string?)x!["status"]).ShouldBe(["settled", "settled"]);
        (await mesh.PaidAsync(journey.Payment)).ShouldBe([1000, 1000]);
        await Eventually.IsTrueAsync(
            () => Letters(journey).Count(x => x.Contains("has been refunded") || x.Contains("is complete")) == 2,
            TimeSpan.FromSeconds(30),
            () => "The customer was not told of both."
        );
    }

    [Fact]
    public async Task A_return_is_cancelled_until_something_came_and_its_units_may_be_requested_again()
    {
        var journey = await RequestAsync(1);
        await journey.UntilStatusAsync("awaiting_parcel");
        var path = $"/v1/returns/{journey.ReturnId}/cancel";
        (await mesh.Api.PostAsync(path, "local-warehouse", new { })).ShouldBe(HttpStatusCode.Forbidden);
        (await mesh.Api.PostAsync(path, "local-storefront-2", new { })).ShouldBe(HttpStatusCode.NotFound);

        (await mesh.Api.PostAsync(path, "local-storefront", new { })).ShouldBe(HttpStatusCode.OK);

        await journey.UntilStatusAsync("cancelled");
        (await mesh.Api.PostAsync(path, "local-storefront", new { }))
            .ShouldBeProblem(HttpStatusCode.Conflict, "not_possible")
            .Text.ShouldContain("The return is cancelled. Possible now: nothing.");
        await Eventually.IsTrueAsync(
            () => Letters(journey).Any(x => x.Contains("has been cancelled")),
            TimeSpan.FromSeconds(30),
            () => "The customer was not told."
        );
        var again = new Journey(mesh.Api, journey.OrderNumber);
        await again.RequestAsync(Journey.Ask("a", 1));
        await ArriveAsync(again);
        var answer = await mesh.Api.PostAsync($"/v1/returns/{again.ReturnId}/cancel", "local-agent", new { });
        answer.ShouldBeProblem(HttpStatusCode.Conflict, "not_possible");
    }

    [Fact]
    public async Task A_parcel_that_comes_after_the_cancellation_waits_for_an_agent_who_opens_a_round()
    {
        var journey = await RequestAsync(1);
        await journey.UntilStatusAsync("awaiting_parcel");
        await mesh.Api.PostAsync($"/v1/returns/{journey.ReturnId}/cancel", "local-agent", new { });
        var rounds = $"/v1/returns/{journey.ReturnId}/rounds";
        await ArriveAsync(journey, "cancelled");
        await journey.UntilAttentionAsync("late_parcel");
        (await mesh.Api.PostAsync(rounds, "local-storefront", new { })).ShouldBe(HttpStatusCode.Forbidden);

        (await mesh.Api.PostAsync(rounds, "local-agent", new { })).ShouldBe(HttpStatusCode.OK);
        await journey.JudgeAsync();

        Journey.Refunded(await journey.UntilStatusAsync("completed")).ShouldBe(1000);
        (await mesh.Api.PostAsync(rounds, "local-agent", new { })).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "not_possible"
        );
        (await journey.TimelineAsync()).ShouldContain("round_opened");
    }

    [Fact]
    public async Task A_late_unit_goes_to_the_return_that_requested_it_again_and_is_refunded_once()
    {
        var journey = await RequestAsync(2);
        await journey.CancelAsync();
        var unit = await ArriveAsync(journey, "cancelled");
        await journey.UntilAttentionAsync("late_parcel");
        var again = new Journey(mesh.Api, journey.OrderNumber);
        await again.RequestAsync(Journey.Ask("a", 2));
        var rounds = $"/v1/returns/{journey.ReturnId}/rounds";
        (await mesh.Api.PostAsync(rounds, "local-agent", new { })).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "not_possible"
        );

        await mesh.Api.PostAsync($"/v1/returns/{journey.ReturnId}/close", "local-agent", new { reason = "again" });
        Answer? assigned = null;
        await Eventually.IsTrueAsync(
            async () => (assigned = await AssignAsync(unit, again)).Status == HttpStatusCode.OK,
            TimeSpan.FromSeconds(30),
            () => assigned!.Text
        );
        await again.JudgeAsync();

        await UntilRefundedAsync(again, 1000);
        (await mesh.Api.PostAsync(rounds, "local-agent", new { })).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "not_possible"
        );
        var first = (await mesh.Api.GetAsync($"/v1/returns/{journey.ReturnId}")).Json!;
        (first.Text("status"), first["attention"], Journey.Refunded(first)).ShouldBe(("cancelled", null, 0));
        (await mesh.PaidAsync(journey.Payment)).ShouldBe([1000]);
        (await AssignAsync(unit, again)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Withdrawn_units_are_not_expected_any_more()
    {
        var journey = await RequestAsync(2);
        await journey.UntilStatusAsync("awaiting_parcel");

        (await ChangeAsync(journey, "a", 3)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");
        (await ChangeAsync(journey, "a", 0)).Text.ShouldContain("cancel the return instead");
        (await ChangeAsync(journey, "b", 1)).Text.ShouldContain("must be a line of the return");
        var changed = await ChangeAsync(journey, "a", 1);

        ((int)changed.ShouldBe(HttpStatusCode.OK).Json!["lines"]![0]!["quantity"]!).ShouldBe(1);
        await ArriveAsync(journey);
        await journey.JudgeAsync();
        Journey.Refunded(await journey.UntilStatusAsync("completed")).ShouldBe(1000);
        (await ChangeAsync(journey, "a", 1)).ShouldBeProblem(HttpStatusCode.Conflict, "not_possible");
    }

    [Fact]
    public async Task An_agent_closes_a_return_with_a_unit_that_nobody_can_place()
    {
        var journey = await RequestAsync(1);
        await journey.ScanAsync();
        await mesh.Api.PostAsync(
            $"/v1/warehouse/receipts/{journey.ReceiptId}/units",
            "local-warehouse",
            new
            {
                scanId = Guid.NewGuid(),
                code = "a-hat",
                quantity = 1,
                scannedAt = DateTimeOffset.UtcNow,
            }
        );
        await journey.CloseAsync(isShort: true);
        await journey.UntilAttentionAsync("unplaced_units");
        var close = $"/v1/returns/{journey.ReturnId}/close";
        (await mesh.Api.PostAsync(close, "local-agent", new { reason = "" })).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "invalid_request"
        );

        await mesh.Api.PostAsync(close, "local-agent", new { reason = "the hat is from elsewhere" });

        var it = await journey.UntilStatusAsync("completed");
        it["attention"].ShouldBeNull();
        Journey.Refunded(it).ShouldBe(0);
    }

    private async Task<Journey> RequestAsync(int quantity)
    {
        var journey = new Journey(mesh.Api, $"N-{Guid.NewGuid():N}"[..14]);
        await journey.OrderAsync(Journey.Order(journey.Payment, 2000, Journey.Line("a", 2, 1000)));
        await journey.RequestAsync(Journey.Ask("a", quantity));
        return journey;
    }

    /// <summary>A parcel with one unit.</summary>
    /// <returns>The unit's id.</returns>
    private static async Task<Guid> ArriveAsync(Journey journey, string status = "awaiting_parcel")
    {
        await journey.ScanAsync(status);
        var unit = await journey.UnitAsync("a");
        await journey.CloseAsync();
        return unit;
    }

    private Task<Answer> AssignAsync(Guid unit, Journey to) =>
        mesh.Api.PostAsync(
            $"/v1/warehouse/units/{unit}/assign",
            "local-warehouse",
            new
            {
                to.ReturnId,
                to.OrderNumber,
                lineId = "a",
            }
        );

    private async Task UntilRefundedAsync(Journey journey, long amount)
    {
        JsonNode? it = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                it = (await mesh.Api.GetAsync($"/v1/returns/{journey.ReturnId}")).Json;
                return (string?)it!["status"] == "awaiting_parcel" && Journey.Refunded(it) == amount;
            },
            TimeSpan.FromSeconds(60),
            () => it!.ToJsonString()
        );
    }

    private Task<Answer> ChangeAsync(Journey journey, string lineId, int quantity) =>
        mesh.Api.SendAsync(
            HttpMethod.Patch,
            $"/v1/returns/{journey.ReturnId}",
            "local-storefront",
            new
            {
                lines = new[]
                {
                    new
                    {
                        lineId,
                        reason = "too_small",
                        quantity,
                    },
                },
            }
        );

    private IEnumerable<string> Letters(Journey journey) =>
        Directory
            .GetFiles(mesh.MailFolder, "*.eml")
            .Select(File.ReadAllText)
            .Where(x => x.Contains(journey.OrderNumber, StringComparison.Ordinal));
}
