using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Bulk;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Returns.BulkShop;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>What becomes of the lines of a bulk request.</summary>
public sealed class BulkDecisionTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private static readonly string[] Euro = ["EUR"];

    private readonly BulkShop _shop = new(returns);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_thousand_lines_become_one_return_for_each_customer()
    {
        for (var order = 0; order < 10; order++)
        {
            var customer = $"c-{order / 2}";
            await _shop.OrderAsync(
                $"U-{order}",
                [.. Enumerable.Range(0, 200).Select(x => Line($"{x}", 2))],
                1,
                customer
            );
        }
        // The orders are mixed, as a company's list of wearers is.
        var lines = Enumerable.Range(0, 2_000).Select(i => Ask($"U-{i % 10}", $"{i / 10}", wearer: $"W-{i}"));

        var id = await _shop.RequestAsync([.. lines]);

        var done = await _shop.UntilDoneAsync(id);
        (Number(done, "total"), Number(done, "accepted"), Number(done, "refused")).ShouldBe((2_000, 2_000, 0));
        var items = await _shop.LinesAsync(id);
        items.Select(x => (int)x["line"]!).ShouldBe(Enumerable.Range(0, 2_000));
        items.ShouldAllBe(x => x.Text("outcome") == "accepted" && x.Text("rmaNumber")!.StartsWith("R-"));
        items.Select(x => (x.Text("orderNumber"), x.Text("returnId"))).Distinct().Count().ShouldBe(10);
        items.Select(x => x.Text("returnId")).Distinct().Count().ShouldBe(5);
        (await _shop.ReturnsAsync()).Count.ShouldBe(5);
        var made = (await _shop.GetAsync($"/v1/returns/{items[0].Text("returnId")}")).Body;
        made["lines"]!.AsArray().Count.ShouldBe(400);
        made["lines"]![0]!["wearers"]![0]!.Text("reference").ShouldBe("W-0");
        made.Text("status").ShouldBe("awaiting_parcel");
    }

    [Fact]
    public async Task Orders_of_a_customer_with_many_payments_become_several_returns()
    {
        foreach (var (number, payments) in new[] { ("M-1", 60), ("M-2", 40), ("M-3", 1), ("M-4", 100) })
        {
            await _shop.OrderAsync(number, [Line("shirt", 1)], customer: "c-many", payments: payments);
        }

        var id = await _shop.RequestAsync([.. Enumerable.Range(1, 4).Select(i => Ask($"M-{i}", "shirt"))]);

        ((int)(await _shop.UntilDoneAsync(id))["accepted"]!).ShouldBe(4);
        (await _shop.LinesAsync(id))
            .GroupBy(x => x.Text("returnId"))
            .Select(x => string.Join(' ', x.Select(line => line.Text("orderNumber"))))
            .ShouldBe(["M-1 M-2", "M-3", "M-4"]);
    }

    [Fact]
    public async Task Orders_of_a_customer_with_many_lines_become_several_returns()
    {
        foreach (var (number, lines) in new[] { ("L-1", 3_000), ("L-2", 2_000), ("L-3", 1), ("L-4", 5_000) })
        {
            await _shop.OrderAsync(number, [.. Enumerable.Range(0, lines).Select(i => Line($"{i}", 1))], 1, "c-long");
        }

        var id = await _shop.RequestAsync([.. Enumerable.Range(1, 4).Select(i => Ask($"L-{i}", "0"))]);

        ((int)(await _shop.UntilDoneAsync(id))["accepted"]!).ShouldBe(4);
        (await _shop.LinesAsync(id))
            .GroupBy(x => x.Text("returnId"))
            .Select(x => string.Join(' ', x.Select(line => line.Text("orderNumber"))))
            .ShouldBe(["L-1 L-2", "L-3", "L-4"]);
    }

    [Fact]
    public async Task Lines_of_an_order_that_has_had_too_many_returns_are_refused_and_others_accepted()
    {
        foreach (var number in new[] { "R-1", "R-2", "R-3" })
        {
            await _shop.OrderAsync(number, [Line("shirt", 1)], customer: "c-often");
        }
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.Orders.Where(x => x.StorefrontId == _shop.Id && x.Number != "R-2")
                .ExecuteUpdateAsync(x => x.SetProperty(y => y.SharedReturns, Order.MaxReturns), Cancelled)
        );

        var id = await _shop.RequestAsync([.. Enumerable.Range(1, 3).Select(i => Ask($"R-{i}", "shirt"))]);

        await _shop.UntilDoneAsync(id);
        (await _shop.LinesAsync(id))
            .Select(x => x.Text("rule"))
            .ShouldBe(["too_many_returns", "return_window", "too_many_returns"]);
    }

    [Fact]
    public async Task The_orders_of_a_bulk_request_are_found_by_their_numbers_however_many_their_customer_has()
    {
        var plan = await returns.Service.InDatabaseAsync(
            (ReturnsDb db) => QueryPlan.OfAsync(db, BulkReturns.OrdersNamed(db, "demo", ["1", "2"]))
        );

        plan.ShouldContain(
            x => x.StartsWith("SEARCH o ", StringComparison.Ordinal) && x.Contains("IX_Orders_StorefrontId_Number"),
            string.Join('\n', plan)
        );
    }

    [Fact]
    public async Task Lines_that_the_policy_refuses_are_refused_with_their_rule_and_the_rest_is_accepted()
    {
        await _shop.OrderAsync("A", [Line("shirt", 3), Line("trousers", 5), Line("sale", 1, finalSale: true)]);
        await _shop.OrderAsync("B", [Line("coat", 1)], deliveredDaysAgo: 30);
        var id = await _shop.RequestAsync([
            Ask("A", "shirt", 2, wearer: "W-1", comment: "too tight"),
            Ask("B", "coat"),
            Ask("A", "sale"),
            Ask("A", "shirt", 2, wearer: "W-2"),
            Ask("A", "shirt", 1, wearer: "W-3"),
            Ask("C", "hat"),
            Ask("A", "cap"),
            Ask("A", "trousers", 1, reason: "rain"),
            Ask("A", "trousers", 4),
        ]);

        var done = await _shop.UntilDoneAsync(id);

        (Number(done, "accepted"), Number(done, "refused")).ShouldBe((3, 6));
        var items = await _shop.LinesAsync(id);
        items
            .Select(x => (x.Text("outcome"), x.Text("rule")))
            .ShouldBe([
                ("accepted", "return_window"),
                ("refused", "return_window"),
                ("refused", "final_sale"),
                ("refused", "quantity_left"),
                ("accepted", "return_window"),
                ("refused", "unknown_order"),
                ("refused", "unknown_line"),
                ("refused", "unknown_reason"),
                ("accepted", "return_window"),
            ]);
        foreach (var refused in items.Where(x => x.Text("outcome") == "refused"))
        {
            refused["refusal"]!.Text("en").ShouldNotBeNullOrEmpty();
            refused["refusal"]!.Text("zh-CN").ShouldNotBeNullOrEmpty();
            (refused.Text("returnId"), refused.Text("rmaNumber")).ShouldBe((null, null));
        }
        var made = (await _shop.GetAsync($"/v1/returns/{items[0].Text("returnId")}")).Body;
        made["lines"]!
            .AsArray()
            .Select(x => (x!.Text("lineId"), (int)x!["quantity"]!))
            .ShouldBe([("shirt", 3), ("trousers", 4)]);
        made["lines"]![0]!["wearers"]!
            .AsArray()
            .Select(x => (x!.Text("reference"), (int)x!["quantity"]!, x!.Text("comment")))
            .ShouldBe([("W-1", 2, "too tight"), ("W-3", 1, null)]);
        made["lines"]![1]!["wearers"]!.AsArray().ShouldBeEmpty();
        (await _shop.ReturnsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_line_can_leave_an_incomplete_set_that_is_refused_as_well()
    {
        await _shop.OrderAsync(
            "S",
            [Line("jacket", 1, set: "suit"), Line("skirt", 1, set: "suit", finalSale: true), Line("tie", 1)]
        );

        var id = await _shop.RequestAsync([Ask("S", "jacket"), Ask("S", "skirt"), Ask("S", "tie")]);

        await _shop.UntilDoneAsync(id);
        (await _shop.LinesAsync(id))
            .Select(x => x.Text("rule"))
            .ShouldBe(["sets_together", "final_sale", "return_window"]);
    }

    [Fact]
    public async Task Rules_that_each_refuse_after_the_other_are_tried_a_few_times_only()
    {
        const int Rules = 30;
        await PutExclusionsAsync(
            Rules,
            i => new
            {
                category = new[] { $"c{i}" },
                // Met when those before it are refused.
                requestValueBelow = (Rules - i) * 1000 + 1,
                currency = Euro,
            }
        );
        await _shop.OrderAsync("R", [.. Enumerable.Range(0, Rules).Select(i => Line($"{i}", 1, category: $"c{i}"))]);

        var id = await _shop.RequestAsync([.. Enumerable.Range(0, Rules).Select(i => Ask("R", $"{i}"))]);

        var done = await _shop.UntilDoneAsync(id);
        Number(done, "refused").ShouldBe(Rules);
        var rules = (await _shop.LinesAsync(id)).ConvertAll(x => x.Text("rule")!);
        rules.Take(10).ShouldBe(Enumerable.Range(0, 10).Select(i => $"x{i}"));
        rules.Skip(10).ShouldAllBe(x => x == "undecided");
        var decisions = await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.Decisions.CountAsync(x => x.StorefrontId == _shop.Id, Cancelled)
        );
        decisions.ShouldBe(10);

        // Each attempt renews the lease: together they may take longer than one.
        var leases = 0;
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(async db =>
        {
            await db
                .BulkLines.Where(x => x.JobId == Guid.Parse(id))
                .ExecuteUpdateAsync(x => x.SetProperty(y => y.Outcome, BulkOutcomes.Pending), Cancelled);
            return 0;
        });
        await returns.Service.InScopeAsync(scope =>
            scope.GetRequiredService<BulkReturns>().MakeNextAsync(Guid.Parse(id), NextLease, Cancelled)
        );
        leases.ShouldBe(10);

        DateTimeOffset NextLease()
        {
            leases++;
            return ReturnsFixture.Now.AddMinutes(1);
        }
    }

    private async Task PutExclusionsAsync(int rules, Func<int, object> when)
    {
        var document = JsonSerializer.SerializeToNode(Presets.All[Presets.Fashion], PolicyJson.Options)!;
        document["reviews"] = new JsonArray();
        document["exclusions"] = JsonSerializer.SerializeToNode(
            Enumerable
                .Range(0, rules)
                .Select(i => new
                {
                    rule = $"x{i}",
                    when = when(i),
                    then = new { returnable = false },
                })
        );
        var put = await returns.SendAsync(HttpMethod.Put, "/v1/policy", new { document }, "settings", null, _shop.Id);
        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
    }
}
