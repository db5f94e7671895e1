using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Returns;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.WhatIf;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Policy.PolicyCase;

namespace AfterSalesMesh.Mesh.Tests.Policy;

public sealed class WhatIfTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private readonly string _shop = $"shop-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Changes_are_counted_by_decision_rule_and_amount_and_the_largest_are_kept()
    {
        var count = new WhatIfCount(Fashion.With("windows/1/then/days", "3"));

        for (var i = 1; i <= 300; i++)
        {
            // Every second one comes too late for the draft.
            count.Add(DecisionOf(Of(Line with { Paid = i }).After(i % 2 == 0 ? 2 : 5)));
        }
        var result = count.Result();

        (result.Decisions, result.Changed).ShouldBe((300, 150));
        result.Moves.ShouldBe([new WhatIfMove("approve", "refuse", 150)]);
        result.Money.ShouldBe([new WhatIfMoney("CNY", 300 * 301 / 2, 150 * 151)]);
        result.Rules.ShouldContain(new WhatIfRule("costs/customer_pays", 150, 0));
        result.MostAffected.Count.ShouldBe(100);
        result.MostAffected[0].RefundBefore.ShouldBe(299);
        result.MostAffected.Min(x => x.RefundBefore).ShouldBe(101);
        result.MostAffected[0].Rules.ShouldBe(["windows/return_window", "clocks/usual"]);
    }

    [Fact]
    public void However_many_rules_past_policies_had_the_result_tells_the_most_frequent()
    {
        var count = new WhatIfCount(Fashion.With("windows/1/then/days", "3"));
        var approved = DecisionOf(Request.After(5));

        for (var i = 0; i < 100; i++)
        {
            count.Add(WithRules(approved, [.. Enumerable.Range(0, 300).Select(j => $"costs/r{i}_{j}"), "costs/each"]));
        }
        // They had more rules than are counted, before the draft approves for the first time.
        for (var i = 0; i < 5; i++)
        {
            count.Add(WithRules(DecisionOf(Request.After(2)), [], outcome: DecisionWords.Refuse));
        }

        var result = count.Result();
        result.Rules.Count.ShouldBe(200);
        result.Rules.ShouldContain(new WhatIfRule("costs/each", 100, 0));
        result.Rules.ShouldContain(new WhatIfRule("costs/customer_pays", 0, 5));
        result.MostAffected.ShouldAllBe(x => x.Rules.Count <= 20);

        static Decision WithRules(Decision decision, List<string> rules, string? outcome = null) =>
            new()
            {
                Id = Guid.CreateVersion7(),
                StorefrontId = decision.StorefrontId,
                Kind = decision.Kind,
                Company = decision.Company,
                Outcome = outcome ?? decision.Outcome,
                Refund = decision.Refund,
                Facts = decision.Facts,
                Rules = rules,
            };
    }

    [Fact]
    public void The_same_policy_changes_nothing()
    {
        var count = new WhatIfCount(Fashion);

        count.Add(DecisionOf(Request));
        count.Add(DecisionOf(Request.After(30)));

        count.Result().Changed.ShouldBe(0);
    }

    [Fact]
    public async Task A_draft_is_tried_on_the_decisions_of_one_storefront_and_puts_nothing()
    {
        await AddAsync(2_500);
        var started = await StartAsync(new { preset = "fashion-eu" });
        started.Status.ShouldBe(HttpStatusCode.Accepted, started.Body.ToJsonString());

        var done = await UntilAsync(started.Body.Text("id")!, "done");

        ((int)done["total"]!, (int)done["done"]!, (int)done["result"]!["decisions"]!).ShouldBe((2_500, 2_500, 2_500));
        // The outbound postage is refunded in the EU.
        ((int)done["result"]!["changed"]!).ShouldBe(2_500);
        var money = done["result"]!["money"]![0]!;
        ((long)money["after"]! - (long)money["before"]!).ShouldBe(2_500 * 500);
        ((int)(await returns.SendAsync(HttpMethod.Get, "/v1/policy", storefronts: [_shop])).Body["version"]!).ShouldBe(
            0
        );
    }

    [Fact]
    public async Task The_latest_or_those_of_some_days_can_be_chosen()
    {
        await AddAsync(20);
        await AddAsync(10, daysAgo: 9);

        (await DoneAsync(new { preset = "fashion", most = 7 })).ShouldBe(7);
        (await DoneAsync(new { preset = "fashion", days = 8 })).ShouldBe(20);
        (await DoneAsync(new { preset = "fashion", days = 10 })).ShouldBe(30);
        (await DoneAsync(new { preset = "fashion", company = "acme" })).ShouldBe(0);

        async Task<int> DoneAsync(object body) =>
            (int)(await UntilAsync((await StartAsync(body)).Body.Text("id")!, "done"))["result"]!["decisions"]!;
    }

    [Fact]
    public async Task A_what_if_is_cancelled_once_and_a_foreign_one_is_not_found()
    {
        // Never due: nobody works on it.
        var id = await AddJobAsync(WhatIfStatuses.Running, dueAt: null);

        (await CancelAsync(id, _shop)).Body.Text("status").ShouldBe("cancelled");
        (await CancelAsync(id, _shop)).Body.Text("status").ShouldBe("cancelled");
        (await CancelAsync(id, "other")).Status.ShouldBe(HttpStatusCode.NotFound);
        var done = (await StartAsync(new { preset = "fashion" })).Body.Text("id")!;
        await UntilAsync(done, "done");
        (await CancelAsync(Guid.Parse(done), _shop)).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_storefront_has_one_what_if_at_a_time_and_another_does_not_wait_for_it()
    {
        // A worker has it.
        var due = ReturnsFixture.Now.AddHours(1);
        var id = await AddJobAsync(WhatIfStatuses.Running, due);
        await Should.ThrowAsync<DbUpdateException>(() => AddJobAsync(WhatIfStatuses.Running, due));

        var second = await StartAsync(new { preset = "fashion" });
        second.Body.Text("type").ShouldBe("urn:aftersales:problem:already_running", second.Body.ToJsonString());
        second.Body.Text("detail").ShouldNotBeNull().ShouldContain($"{id}");
        await CancelAsync(id, _shop);
        var started = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => StartAsync(new { preset = "fashion", days = 1 }))
        );

        started.Count(x => x.Status == HttpStatusCode.Accepted).ShouldBeGreaterThan(0);
        started.Where(x => x.Status != HttpStatusCode.Accepted).ShouldAllBe(x => x.Status == HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_job_is_leased_for_a_minute_at_a_time()
    {
        await AddAsync(2_500);
        var id = (await StartAsync(new { preset = "fashion-eu" })).Body.Text("id")!;

        List<DateTimeOffset> leasedUntil = [];
        await Eventually.IsTrueAsync(
            async () =>
            {
                var dueAt = await DueAtAsync(Guid.Parse(id));
                leasedUntil.AddRange(dueAt is { } until ? [until] : []);
                return dueAt is null;
            },
            TimeSpan.FromSeconds(60)
        );

        leasedUntil.ShouldAllBe(x => x < ReturnsFixture.Now.AddMinutes(1));
        leasedUntil.Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Decisions_of_thousands_of_lines_are_each_tried_once()
    {
        // A page has lines of nine of them.
        var large = Request with
        {
            Lines = [.. Enumerable.Range(0, 2_400).Select(i => Line with { LineId = $"{i}" })],
        };
        var at = ReturnsFixture.Now;
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            db.Decisions.AddRange(Enumerable.Range(0, 10).Select(_ => DecisionOf(large, at)));
            return db.SaveChangesAsync(Cancelled);
        });

        var id = (await StartAsync(new { preset = "fashion" })).Body.Text("id")!;

        ((int)(await UntilAsync(id, "done"))["result"]!["decisions"]!).ShouldBe(10);
    }

    [Fact]
    public async Task One_that_was_cancelled_while_its_lease_was_renewed_is_not_worked_on_for_ever()
    {
        var id = await AddJobAsync(WhatIfStatuses.Cancelled, dueAt: ReturnsFixture.Now);

        await Eventually.IsTrueAsync(async () => await DueAtAsync(id) is null, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Bad_drafts_and_numbers_are_refused()
    {
        (await StartAsync(new { document = new { name = 1 } }))
            .Body.Text("type")
            .ShouldBe("urn:aftersales:problem:invalid_policy");
        (await StartAsync(new { preset = "fashion", most = 0 })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await StartAsync(new { preset = "fashion", days = 4_000 })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (
            await returns.SendAsync(
                HttpMethod.Post,
                "/v1/policy/what-if",
                new { preset = "fashion" },
                "agent",
                storefronts: [_shop]
            )
        ).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Decision DecisionOf(PolicyFacts facts, DateTimeOffset? at = null)
    {
        var policy = Drafts.Fashion;
        var decided = Decision.Of(
            "quote",
            _shop,
            Guid.NewGuid(),
            null,
            policy,
            facts,
            PolicyEvaluation.Of(facts, policy.Document)
        );
        return at is null
            ? decided
            : new Decision
            {
                Id = Guid.CreateVersion7(at.Value),
                StorefrontId = _shop,
                Kind = decided.Kind,
                OrderId = decided.OrderId,
                Company = "",
                PolicyVersion = 1,
                Outcome = decided.Outcome,
                Refund = decided.Refund,
                Facts = facts,
                Rules = decided.Rules,
                KeptUntil = at.Value.AddYears(2),
            };
    }

    private async Task<Guid> AddJobAsync(string status, DateTimeOffset? dueAt)
    {
        var job = new WhatIfJob
        {
            Id = Guid.CreateVersion7(),
            StorefrontId = _shop,
            Company = "",
            Document = "{}",
            Most = 1,
            Status = status,
            DueAt = dueAt,
            AskedAt = ReturnsFixture.Now,
            AskedBy = "p",
            AskedByName = "P",
        };
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            db.WhatIfJobs.Add(job);
            return db.SaveChangesAsync(Cancelled);
        });
        return job.Id;
    }

    private Task<DateTimeOffset?> DueAtAsync(Guid id) =>
        returns.Service.InDatabaseAsync<ReturnsDb, DateTimeOffset?>(db =>
            db.WhatIfJobs.Where(x => x.Id == id).Select(x => x.DueAt).SingleAsync(Cancelled)
        );

    private Task<int> AddAsync(int decisions, int daysAgo = 0) =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            var at = ReturnsFixture.Now.AddDays(-daysAgo);
            db.Decisions.AddRange(Enumerable.Range(0, decisions).Select(_ => DecisionOf(Request, at)));
            return db.SaveChangesAsync(Cancelled);
        });

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> StartAsync(object body) =>
        returns.SendAsync(HttpMethod.Post, "/v1/policy/what-if", body, "settings", storefronts: [_shop]);

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> CancelAsync(Guid id, string shop) =>
        returns.SendAsync(HttpMethod.Post, $"/v1/policy/what-if/{id}/cancel", role: "settings", storefronts: [shop]);

    private async Task<JsonNode> UntilAsync(string id, string status)
    {
        JsonNode job = null!;
        await Eventually.IsTrueAsync(
            async () =>
            {
                job = (
                    await returns.SendAsync(
                        HttpMethod.Get,
                        $"/v1/policy/what-if/{id}",
                        role: "settings",
                        storefronts: [_shop]
                    )
                ).Body;
                return job.Text("status") == status;
            },
            TimeSpan.FromSeconds(60),
            () => $"It is {job.Text("status")}, {job.Text("done")} of {job.Text("total")}."
        );
        return job;
    }
}
