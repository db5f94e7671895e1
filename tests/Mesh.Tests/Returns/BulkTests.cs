using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Bulk;
using AfterSalesMesh.Returns.Policy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Returns that are requested together, over many orders.</summary>
public sealed class BulkTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private static readonly string[] Euro = ["EUR"];

    private readonly string _shop = $"shop-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_thousand_lines_become_one_return_for_each_customer()
    {
        for (var order = 0; order < 10; order++)
        {
            var customer = $"c-{order / 2}";
            await OrderAsync($"U-{order}", [.. Enumerable.Range(0, 200).Select(x => Line($"{x}", 2))], 1, customer);
        }
        // The orders are mixed, as a company's list of wearers is.
        var lines = Enumerable.Range(0, 2_000).Select(i => Ask($"U-{i % 10}", $"{i / 10}", wearer: $"W-{i}"));

        var id = await RequestAsync([.. lines]);

        var done = await UntilDoneAsync(id);
        (Number(done, "total"), Number(done, "accepted"), Number(done, "refused")).ShouldBe((2_000, 2_000, 0));
        var items = await LinesAsync(id);
        items.Select(x => (int)x["line"]!).ShouldBe(Enumerable.Range(0, 2_000));
        items.ShouldAllBe(x => x.Text("outcome") == "accepted" && x.Text("rmaNumber")!.StartsWith("R-"));
        items.Select(x => (x.Text("orderNumber"), x.Text("returnId"))).Distinct().Count().ShouldBe(10);
        items.Select(x => x.Text("returnId")).Distinct().Count().ShouldBe(5);
        (await ReturnsAsync()).Count.ShouldBe(5);
        var made = (await GetAsync($"/v1/returns/{items[0].Text("returnId")}")).Body;
        made["lines"]!.AsArray().Count.ShouldBe(400);
        made["lines"]![0]!["wearers"]![0]!.Text("reference").ShouldBe("W-0");
        made.Text("status").ShouldBe("awaiting_parcel");
    }

    [Fact]
    public async Task Orders_of_a_customer_with_many_payments_become_several_returns()
    {
        foreach (var (number, payments) in new[] { ("M-1", 60), ("M-2", 40), ("M-3", 1), ("M-4", 100) })
        {
            await OrderAsync(number, [Line("shirt", 1)], customer: "c-many", payments: payments);
        }

        var id = await RequestAsync([.. Enumerable.Range(1, 4).Select(i => Ask($"M-{i}", "shirt"))]);

        ((int)(await UntilDoneAsync(id))["accepted"]!).ShouldBe(4);
        (await LinesAsync(id))
            .GroupBy(x => x.Text("returnId"))
            .Select(x => string.Join(' ', x.Select(line => line.Text("orderNumber"))))
            .ShouldBe(["M-1 M-2", "M-3", "M-4"]);
    }

    [Fact]
    public async Task Lines_that_the_policy_refuses_are_refused_with_their_rule_and_the_rest_is_accepted()
    {
        await OrderAsync("A", [Line("shirt", 3), Line("trousers", 5), Line("sale", 1, finalSale: true)]);
        await OrderAsync("B", [Line("coat", 1)], deliveredDaysAgo: 30);
        var id = await RequestAsync([
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

        var done = await UntilDoneAsync(id);

        (Number(done, "accepted"), Number(done, "refused")).ShouldBe((3, 6));
        var items = await LinesAsync(id);
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
        var made = (await GetAsync($"/v1/returns/{items[0].Text("returnId")}")).Body;
        made["lines"]!
            .AsArray()
            .Select(x => (x!.Text("lineId"), (int)x!["quantity"]!))
            .ShouldBe([("shirt", 3), ("trousers", 4)]);
        made["lines"]![0]!["wearers"]!
            .AsArray()
            .Select(x => (x!.Text("reference"), (int)x!["quantity"]!, x!.Text("comment")))
            .ShouldBe([("W-1", 2, "too tight"), ("W-3", 1, null)]);
        made["lines"]![1]!["wearers"]!.AsArray().ShouldBeEmpty();
        (await ReturnsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_line_can_leave_an_incomplete_set_that_is_refused_as_well()
    {
        await OrderAsync(
            "S",
            [Line("jacket", 1, set: "suit"), Line("skirt", 1, set: "suit", finalSale: true), Line("tie", 1)]
        );

        var id = await RequestAsync([Ask("S", "jacket"), Ask("S", "skirt"), Ask("S", "tie")]);

        await UntilDoneAsync(id);
        (await LinesAsync(id)).Select(x => x.Text("rule")).ShouldBe(["sets_together", "final_sale", "return_window"]);
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
        await OrderAsync("R", [.. Enumerable.Range(0, Rules).Select(i => Line($"{i}", 1, category: $"c{i}"))]);

        var id = await RequestAsync([.. Enumerable.Range(0, Rules).Select(i => Ask("R", $"{i}"))]);

        var done = await UntilDoneAsync(id);
        Number(done, "refused").ShouldBe(Rules);
        var rules = (await LinesAsync(id)).ConvertAll(x => x.Text("rule")!);
        rules.Take(10).ShouldBe(Enumerable.Range(0, 10).Select(i => $"x{i}"));
        rules.Skip(10).ShouldAllBe(x => x == "undecided");
        var decisions = await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.Decisions.CountAsync(x => x.StorefrontId == _shop, Cancelled)
        );
        decisions.ShouldBe(10);
    }

    [Fact]
    public async Task After_a_crash_between_any_two_returns_the_rest_is_made_and_nothing_twice()
    {
        for (var madeBefore = 0; madeBefore <= 3; madeBefore++)
        {
            var job = await AddJobAsync($"K{madeBefore}-");
            for (var i = 0; i < madeBefore; i++)
            {
                (await MakeNextAsync(job)).ShouldBeTrue();
            }

            await MakeDueAsync(job);

            var done = await UntilDoneAsync($"{job}");
            (Number(done, "accepted"), Number(done, "refused")).ShouldBe((6, 0));
            (await ReturnsAsync()).Count(x => x.StartsWith($"K{madeBefore}-", StringComparison.Ordinal)).ShouldBe(3);
        }
    }

    [Fact]
    public async Task Several_processes_that_work_on_one_at_once_make_nothing_twice()
    {
        var job = await AddJobAsync("P-");

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    while (await MakeNextAsync(job)) { }
                })
        );

        var done = (await GetAsync($"/v1/returns/bulk/{job}")).Body["request"]!;
        (done.Text("status"), Number(done, "accepted")).ShouldBe(("done", 6));
        (await ReturnsAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_same_key_is_answered_with_the_same_place_and_requests_once()
    {
        await OrderAsync("I", [Line("shirt", 2)]);
        using var client = returns.Service.As("storefront", _shop);
        var (key, body) = (Guid.NewGuid().ToString(), Bulk(Ask("I", "shirt")));

        var first = await client.PostWithKeyAsync("/v1/returns/bulk", body, key);
        var again = await client.PostWithKeyAsync("/v1/returns/bulk", body, key);

        (first.Status, again.Status).ShouldBe((HttpStatusCode.Accepted, HttpStatusCode.Accepted));
        again.Body.ToJsonString().ShouldBe(first.Body.ToJsonString());
        (await client.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("I", "shirt", 2)), key)).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
        await client.PostJsonAsync("/v1/returns/bulk", body).ShouldBeProblemAsync(400, "idempotency_key_required");
        await UntilDoneAsync(first.Body.Text("id")!);
        (await ReturnsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_agent_requests_for_a_storefront_and_the_timeline_says_so()
    {
        await OrderAsync("E", [Line("shirt", 2)]);
        using var agent = returns.Service.As("agent", "other", _shop);

        var (status, body) = await agent.PostWithKeyAsync(
            $"/v1/returns/bulk?storefrontId={_shop}",
            Bulk(Ask("E", "shirt"))
        );

        status.ShouldBe(HttpStatusCode.Accepted, body.ToJsonString());
        await UntilDoneAsync(body.Text("id")!);
        var made = (await LinesAsync(body.Text("id")!))[0].Text("returnId");
        var first = (await GetAsync($"/v1/returns/{made}/timeline")).Body["items"]!
            .AsArray()
            .Single(x => x!.Text("what") == "requested");
        (first!.Text("by"), first!.Text("byName")).ShouldBe(("person-agent", "agent person"));
        (await agent.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("E", "shirt")))).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task A_foreign_one_is_not_found_and_who_may_not_is_refused()
    {
        var id = await RequestAsync([Ask("nowhere", "shirt")]);

        (await GetAsync($"/v1/returns/bulk/{id}", "storefront", "stranger")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync($"/v1/returns/bulk/{Guid.NewGuid()}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync($"/v1/returns/bulk/{id}", "warehouse")).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var agent = returns.Service.As("agent", "stranger");
        (await agent.PostWithKeyAsync($"/v1/returns/bulk?storefrontId={_shop}", Bulk(Ask("x", "y")))).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        using var finance = returns.Service.As("finance", _shop);
        (await finance.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("x", "y")))).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
    }

    [Fact]
    public async Task Bad_lines_are_named_at_their_place_and_nothing_is_requested()
    {
        using var client = returns.Service.As("storefront", _shop);

        var (status, body) = await client.PostWithKeyAsync(
            "/v1/returns/bulk",
            Bulk(
                Ask("A", "x"),
                Ask("A", "x"),
                Ask("A", "x", resolution: "store_credit", wearer: "W"),
                Ask("A", "y", quantity: 0),
                Ask(" ", "z"),
                Ask("A", "z", resolution: "gift"),
                Ask("A", "v", wearer: " "),
                Ask("B", "x", 5_000),
                Ask("B", "y")
            )
        );

        status.ShouldBe(HttpStatusCode.BadRequest);
        body["errors"]!
            .AsObject()
            .Select(x => x.Key)
            .ShouldBe(
                [
                    "lines[1]",
                    "lines[2].resolution",
                    "lines[3].quantity",
                    "lines[4].orderNumber",
                    "lines[5].resolution",
                    "lines[6].wearer",
                    "lines[8].quantity",
                ],
                ignoreOrder: true
            );
        (await client.PostWithKeyAsync("/v1/returns/bulk", Bulk())).Status.ShouldBe(HttpStatusCode.BadRequest);
        var many = Enumerable.Range(0, 2_001).Select(i => Ask("A", $"{i}"));
        (await client.PostWithKeyAsync("/v1/returns/bulk", Bulk([.. many]))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await CountJobsAsync()).ShouldBe(0);
    }

    /// <summary>Quantities are pieces, wherever they are given.</summary>
    [Theory]
    [InlineData(
        "POST",
        "/v1/returns/bulk",
        """{"channel":"web","lines":[{"orderNumber":"A","lineId":"x","quantity":1.5,"reason":"r","resolution":"refund"}]}"""
    )]
    [InlineData(
        "POST",
        "/v1/returns",
        """{"orderNumber":"A","channel":"web","lines":[{"lineId":"x","quantity":1.0,"reason":"r","resolution":"refund"}]}"""
    )]
    [InlineData(
        "POST",
        "/v1/returns/quote",
        """{"orderNumber":"A","channel":"web","lines":[{"lineId":"x","quantity":0.5,"reason":"r","resolution":"refund"}]}"""
    )]
    [InlineData(
        "PATCH",
        "/v1/returns/0193ff00-0000-7000-8000-000000000000",
        """{"lines":[{"lineId":"x","reason":"r","quantity":1.5}]}"""
    )]
    [InlineData(
        "PUT",
        "/v1/orders/A",
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":1.5,"unitPrice":1}],"payments":[]}"""
    )]
    [InlineData(
        "PUT",
        "/v1/orders/A",
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":1,"unitPrice":1,"returned":0.5}],"payments":[]}"""
    )]
    public async Task A_decimal_quantity_is_refused_in_words(string method, string path, string body)
    {
        using var client = returns.Service.As("storefront", _shop);
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } },
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };

        using var answer = await client.SendAsync(request, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("must be a whole number");
    }

    [Fact]
    public async Task Beyond_ten_that_are_not_done_another_one_is_refused()
    {
        for (var i = 0; i < RequestBulk.MaxRunning; i++)
        {
            await AddJobAsync($"M{i}-", dueAt: ReturnsFixture.Now.AddHours(1), withOrders: false, place: i);
        }
        // Whoever comes at the same time.
        await Should.ThrowAsync<DbUpdateException>(() =>
            AddJobAsync("N-", dueAt: ReturnsFixture.Now.AddHours(1), withOrders: false, place: 3)
        );
        using var client = returns.Service.As("storefront", _shop);

        var (status, body) = await client.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("x", "y")));

        status.ShouldBe(HttpStatusCode.TooManyRequests);
        body.Text("type").ShouldEndWith(":too_many_running");
    }

    [Fact]
    public async Task Many_at_once_take_the_places_that_are_left()
    {
        for (var i = 1; i < RequestBulk.MaxRunning; i++)
        {
            await AddJobAsync($"Q{i}-", dueAt: ReturnsFixture.Now.AddHours(1), withOrders: false, place: i);
        }
        using var client = returns.Service.As("storefront", _shop);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => client.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("x", "y"))))
        );

        answers.ShouldContain(x => x.Status == HttpStatusCode.Accepted);
        answers
            .Where(x => x.Status != HttpStatusCode.Accepted)
            .ShouldAllBe(x => x.Status == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public void Storefronts_take_turns_and_one_that_waits_is_told_of()
    {
        var turns = new BulkTurns();

        turns.TryBegin("a").ShouldBeTrue();
        turns.TryBegin("b").ShouldBeTrue();
        turns.End("b").ShouldBeFalse();
        (turns.TryBegin("a"), turns.TryBegin("a")).ShouldBe((false, false));
        turns.End("a").ShouldBeTrue();
        turns.TryBegin("a").ShouldBeTrue();
        turns.End("a").ShouldBeFalse();
    }

    [Fact]
    public async Task All_that_a_storefront_requests_at_once_is_done()
    {
        await OrderAsync("T", [.. Enumerable.Range(0, 6).Select(i => Line($"{i}", 1))]);

        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => RequestAsync(Ask("T", $"{i}"))));

        foreach (var id in ids)
        {
            Number(await UntilDoneAsync(id), "accepted").ShouldBe(1);
        }
        (await ReturnsAsync()).Count.ShouldBe(6);
    }

    [Fact]
    public async Task Bulk_requests_are_kept_for_thirty_days_after_they_are_done()
    {
        var id = await RequestAsync([Ask("nowhere", "shirt")]);
        await UntilDoneAsync(id);
        var running = await AddJobAsync("R-", withOrders: false);

        await CleanUpAsync(daysFromNow: 29);
        (await GetAsync($"/v1/returns/bulk/{id}")).Status.ShouldBe(HttpStatusCode.OK);
        await CleanUpAsync(daysFromNow: 31);

        (await GetAsync($"/v1/returns/bulk/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync($"/v1/returns/bulk/{running}")).Status.ShouldBe(HttpStatusCode.OK);
        var lines = await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.BulkLines.CountAsync(x => x.JobId == Guid.Parse(id), Cancelled)
        );
        lines.ShouldBe(0);
    }

    private static object Line(
        string id,
        int quantity,
        bool finalSale = false,
        string? set = null,
        string? category = null
    ) =>
        new
        {
            lineId = id,
            sku = $"sku-{id}",
            quantity,
            unitPrice = 1000,
            finalSale,
            set,
            category,
        };

    private static object Ask(
        string order,
        string line,
        int quantity = 1,
        string reason = "too_small",
        string resolution = "refund",
        string? wearer = null,
        string? comment = null
    ) =>
        new
        {
            orderNumber = order,
            lineId = line,
            quantity,
            reason,
            resolution,
            wearer,
            comment,
        };

    private static object Bulk(params object[] lines) => new { channel = "web", lines };

    private async Task OrderAsync(
        string number,
        object[] lines,
        int deliveredDaysAgo = 1,
        string? customer = null,
        int payments = 1
    )
    {
        var put = await returns.SendAsync(
            HttpMethod.Put,
            $"/v1/orders/{number}",
            new
            {
                currency = "EUR",
                deliveredAt = ReturnsFixture.Now.AddDays(-deliveredDaysAgo),
                customer = new { reference = customer ?? $"c-{number}" },
                lines,
                payments = Enumerable
                    .Range(0, payments)
                    .Select(i => new
                    {
                        reference = i == 0 ? number : $"{number}-{i}",
                        method = "card",
                        captured = 1_000_000,
                    }),
            },
            storefronts: [_shop]
        );
        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
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
        var put = await returns.SendAsync(HttpMethod.Put, "/v1/policy", new { document }, "settings", null, _shop);
        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
    }

    private async Task<string> RequestAsync(params object[] lines)
    {
        using var client = returns.Service.As("storefront", _shop);
        var (status, body) = await client.PostWithKeyAsync("/v1/returns/bulk", Bulk(lines));
        status.ShouldBe(HttpStatusCode.Accepted, body.ToJsonString());
        return body.Text("id")!;
    }

    private async Task<JsonNode> UntilDoneAsync(string id)
    {
        JsonNode request = null!;
        await Eventually.IsTrueAsync(
            async () =>
            {
                request = (await GetAsync($"/v1/returns/bulk/{id}?limit=1")).Body["request"]!;
                return request.Text("status") == "done";
            },
            TimeSpan.FromSeconds(60),
            () => $"It is {request.ToJsonString()}."
        );
        return request;
    }

    private async Task<List<JsonNode>> LinesAsync(string id)
    {
        List<JsonNode> all = [];
        for (var next = ""; next is not null; )
        {
            var page = (await GetAsync($"/v1/returns/bulk/{id}?limit=200{next}")).Body;
            all.AddRange(page["items"]!.AsArray().Select(x => x!));
            next = page.Text("next") is { } cursor ? $"&after={cursor}" : null;
        }
        return all;
    }

    /// <summary>A bulk request of six lines over three orders.</summary>
    /// <param name="dueAt">When a worker works on it; null: never.</param>
    private async Task<Guid> AddJobAsync(
        string orders,
        DateTimeOffset? dueAt = null,
        bool withOrders = true,
        int place = 0
    )
    {
        var id = Guid.CreateVersion7();
        for (var i = 0; i < 3 && withOrders; i++)
        {
            await OrderAsync($"{orders}{i}", [Line("shirt", 1), Line("hat", 1)]);
        }
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            db.BulkJobs.Add(
                new BulkJob
                {
                    Id = id,
                    StorefrontId = _shop,
                    Channel = "web",
                    Status = BulkStatuses.Running,
                    DueAt = dueAt,
                    Place = place,
                    RequestedAt = ReturnsFixture.Now,
                    RequestedBy = "p",
                    RequestedByName = "P",
                    Total = 6,
                    Lines =
                    [
                        .. Enumerable
                            .Range(0, 6)
                            .Select(i =>
                                new BulkLineRequest(
                                    $"{orders}{i % 3}",
                                    i < 3 ? "shirt" : "hat",
                                    1,
                                    "too_small",
                                    "refund"
                                ).ToLine(id, i, _shop)
                            ),
                    ],
                }
            );
            return db.SaveChangesAsync(Cancelled);
        });
        return id;
    }

    private Task<bool> MakeNextAsync(Guid job) =>
        returns.Service.InScopeAsync(scope =>
            scope.GetRequiredService<BulkReturns>().MakeNextAsync(job, ReturnsFixture.Now.AddMinutes(1), Cancelled)
        );

    private Task<int> MakeDueAsync(Guid job)
    {
        DateTimeOffset? now = ReturnsFixture.Now;
        return returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.BulkJobs.Where(x => x.Id == job).ExecuteUpdateAsync(x => x.SetProperty(y => y.DueAt, now), Cancelled)
        );
    }

    private Task<int> CountJobsAsync() =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.BulkJobs.CountAsync(x => x.StorefrontId == _shop, Cancelled)
        );

    /// <summary>The order numbers of all returns of the shop.</summary>
    private Task<List<string>> ReturnsAsync() =>
        returns.Service.InDatabaseAsync<ReturnsDb, List<string>>(db =>
            db.Returns.Where(x => x.StorefrontId == _shop).Select(x => x.OrderNumber).ToListAsync(Cancelled)
        );

    private Task<int> CleanUpAsync(int daysFromNow) =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(async db =>
        {
            await db.DeleteExpiredAsync(ReturnsFixture.Now.AddDays(daysFromNow), Cancelled);
            return 0;
        });

    private static int Number(JsonNode answer, string field) => (int)answer[field]!;

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> GetAsync(
        string path,
        string role = "storefront",
        params string[] storefronts
    ) => returns.SendAsync(HttpMethod.Get, path, null, role, null, storefronts is [] ? [_shop] : storefronts);
}
