using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Evidence;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class ReviewDeskTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private static readonly object Photo = new { id = Guid.NewGuid(), sha256 = new string('a', 64) };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_sees_all_they_need_asks_for_evidence_and_approves()
    {
        var shop = await ReviewShop.OpenAsync(
            returns,
            x => x["standing"]!["signals"] = new JsonObject { ["returnRateAbove"] = 40 }
        );
        var earlier = await shop.RequestAsync(await shop.OrderAsync());
        var made = await shop.RequestAsync(await shop.OrderAsync());
        (made.Text("status"), made["rmaNumber"]).ShouldBe(("under_review", null));
        var path = $"/v1/returns/{made.Text("id")}";

        var item = (await shop.GetAsync("/v1/reviews")).Body["items"]![1]!;

        (item.Text("id"), item.Text("kind"), item.Text("waitsFor"), item.Text("default")).ShouldBe(
            (made.Text("id"), "request", "agent", "approve")
        );
        var text = item["rules"]![0]!["text"]!;
        (text.Text("zh-CN"), text.Text("en")).ShouldBe(("需要审核。", "We look at it."));
        item["signals"]![0]!.Text("kind").ShouldBe("return_rate");
        ((DateTimeOffset)item["dueAt"]!).ShouldBe(ReturnsFixture.Now.AddHours(48), TimeSpan.FromMinutes(1));
        ((int)item["request"]!["refund"]!).ShouldBe(1000);
        item["recent"]![0]!.Text("id").ShouldBe(earlier.Text("id"));

        var asked = await shop.PostAsync(
            $"{path}/ask-evidence",
            new { text = "a photo of the seam" },
            ifMatch: item["request"]!.Text("etag")
        );
        asked.Status.ShouldBe(HttpStatusCode.OK, asked.Body.ToJsonString());
        (asked.Body["review"]!.Text("waitsFor"), asked.Body["review"]!.Text("question")).ShouldBe(
            ("customer", "a photo of the seam")
        );
        (await shop.PostAsync($"{path}/approve", ifMatch: item["request"]!.Text("etag"))).Status.ShouldBe(
            HttpStatusCode.PreconditionFailed
        );
        var added = await shop.PostAsync(
            $"{path}/evidence",
            new { lines = new[] { new { lineId = "x", photos = new[] { Photo } } }, text = "here" },
            "storefront"
        );
        added.Status.ShouldBe(HttpStatusCode.OK, added.Body.ToJsonString());
        item = (await shop.GetAsync("/v1/reviews")).Body["items"]![1]!;
        (item.Text("waitsFor"), item["request"]!.Text("answer")).ShouldBe(("agent", "here"));
        item["request"]!["lines"]![0]!["photos"]!.AsArray().Count.ShouldBe(1);
        (await KeptAsync(made)).ShouldBe(1);

        var approved = await shop.PostAsync($"{path}/approve");

        (approved.Body.Text("status"), approved.Body["rmaNumber"] is null).ShouldBe(("awaiting_parcel", false));
        var again = await shop.PostAsync($"{path}/approve");
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Body.Text("detail").ShouldBe("The return is awaiting_parcel. Possible now: cancel, change, close.");
        (await shop.GetAsync("/v1/reviews")).Body["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Rejected_units_may_be_requested_again_and_a_wrong_role_cannot_reject()
    {
        var shop = await ReviewShop.OpenAsync(returns);
        var order = await shop.OrderAsync();
        var made = await shop.RequestAsync(order);
        var path = $"/v1/returns/{made.Text("id")}";
        var reject = new { reason = "worn", text = "The shoes have been worn." };

        (await shop.PostAsync($"{path}/reject", new { reason = "worn" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await shop.PostAsync($"{path}/reject", new { reason = "worn", text = " " })).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await shop.PostAsync($"{path}/evidence", new { }, "storefront")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var strange = new { lines = new[] { new { lineId = "y", photos = new[] { Photo } } } };
        (await shop.PostAsync($"{path}/evidence", strange, "storefront")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await shop.PostAsync($"{path}/reject", reject, "storefront")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await shop.GetAsync("/v1/reviews", "storefront")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var stranger = await ReviewShop.OpenAsync(returns);
        (await stranger.PostAsync($"{path}/reject", reject)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync("/v1/reviews")).Body["items"]!.AsArray().ShouldBeEmpty();

        var rejected = await shop.PostAsync($"{path}/reject", reject);

        (rejected.Body.Text("status"), rejected.Body["rmaNumber"]).ShouldBe(("rejected", null));
        var timeline = (await shop.GetAsync($"{path}/timeline")).Body["items"]!.AsArray();
        (timeline[^1]!.Text("what"), timeline[^1]!.Text("byName")).ShouldBe(("rejected", "agent person"));
        (await shop.RequestAsync(order)).Text("status").ShouldBe("under_review");
        (await StandingOf(shop, "c-1"))["returnedPieces"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Evidence_names_a_line_once_with_or_without_its_order_and_reason()
    {
        var shop = await ReviewShop.OpenAsync(returns);
        var order = await shop.OrderAsync();
        var made = await shop.RequestAsync(order);
        var path = $"/v1/returns/{made.Text("id")}";
        object[] names =
        [
            new { lineId = "x", photos = NewPhoto() },
            new
            {
                lineId = "x",
                orderNumber = order,
                photos = NewPhoto(),
            },
            new
            {
                lineId = "x",
                reason = "too_small",
                photos = NewPhoto(),
            },
        ];

        foreach (var name in names)
        {
            var twice = await shop.PostAsync(
                $"{path}/evidence",
                new { lines = new[] { names[0], name } },
                "storefront"
            );
            twice.Status.ShouldBe(HttpStatusCode.BadRequest);
            twice.Body["errors"]!["lines[1]"]![0]!.ToString().ShouldStartWith("repeats a line");
            (await shop.PostAsync($"{path}/evidence", new { lines = new[] { name } }, "storefront")).Status.ShouldBe(
                HttpStatusCode.OK
            );
        }

        (await shop.GetAsync(path)).Body["lines"]![0]!["photos"]!.AsArray().Count.ShouldBe(3);

        static object[] NewPhoto() => [new { id = Guid.NewGuid(), sha256 = new string('a', 64) }];
    }

    [Fact]
    public async Task The_desk_is_paged_by_deadline()
    {
        var shop = await ReviewShop.OpenAsync(returns);
        List<string> made = [];
        for (var i = 0; i < 3; i++)
        {
            made.Add((await shop.RequestAsync(await shop.OrderAsync($"c-{i}"))).Text("id")!);
        }
        await shop.PostAsync("/v1/customers/c-1/standing/appeal", new { text = "I only tried them on" }, "storefront");

        List<string> listed = [];
        string? next = "";
        while (next is not null)
        {
            var page = (await shop.GetAsync($"/v1/reviews?limit=2{(next == "" ? "" : $"&after={next}")}")).Body;
            listed.AddRange(page["items"]!.AsArray().Select(x => $"{x!.Text("kind")} {x!.Text("id")}"));
            next = page["next"]?.ToString();
        }

        listed.Count.ShouldBe(4);
        listed.Take(3).ShouldBe(made.Select(x => $"request {x}"));
        listed[3].ShouldStartWith("standing");
        (await shop.GetAsync("/v1/reviews?after=1")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_page_of_large_requests_ends_early_and_the_next_one_goes_on()
    {
        var shop = await ReviewShop.OpenAsync(returns);
        List<string> made = [];
        foreach (var (lines, units) in new[] { (400, 1), (400, 1), (1, 400), (1_100, 1), (1, 1_100), (1, 1) })
        {
            var order = await shop.OrderAsync($"c-{lines}", quantity: units, lines: lines);
            made.Add((await shop.RequestAsync(order, lines, units)).Text("id")!);
        }
        await shop.PostAsync("/v1/customers/c-1/standing/appeal", new { text = "?" }, "storefront");

        List<int> sizes = [];
        List<string> listed = [];
        for (string? next = ""; next is not null; )
        {
            var page = (await shop.GetAsync($"/v1/reviews{(next == "" ? "" : $"?after={next}")}")).Body;
            var items = page["items"]!.AsArray();
            sizes.Add(items.Count);
            listed.AddRange(items.Where(x => x!.Text("kind") == "request").Select(x => x!.Text("id")!));
            next = page["next"]?.ToString();
        }

        sizes.ShouldBe([2, 1, 1, 1, 2]);
        listed.ShouldBe(made);
    }

    [Theory]
    [InlineData("approve", true)]
    [InlineData("reject", false)]
    public async Task An_appeal_that_nobody_answers_in_time_goes_as_the_policy_says(string agentDefault, bool granted)
    {
        var shop = await ReviewShop.OpenAsync(
            returns,
            x =>
            {
                x["reviews"] = Strict();
                var clocks = x["clocks"]![0]!["then"]!;
                (clocks["agent"], clocks["agentDefault"]) = ("PT1S", agentDefault);
            }
        );
        await shop.RequestAsync(await shop.OrderAsync());

        var appeal = await shop.PostAsync("/v1/customers/c-1/standing/appeal", new { text = "?" }, "storefront");

        var told = (
            await returns.Service.HearAsync<TellCustomer>(x => x.MessageId == (Guid)appeal.Body["id"]!)
        ).ShouldHaveSingleItem();
        (told.Step, told.Text).ShouldBe((granted ? Steps.AppealGranted : Steps.AppealDenied, null));
        var standing = (await shop.GetAsync("/v1/customers/c-1/standing")).Body;
        (standing["appeal"]!.Text("answeredBy"), (bool)standing["appeal"]!["granted"]!).ShouldBe(("policy", granted));
        ((int)standing["figures"]!["returns"]!).ShouldBe(granted ? 0 : 1);
        (await shop.GetAsync("/v1/reviews")).Body["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bonus_for_store_credit_is_quoted_to_the_cent()
    {
        var shop = await ReviewShop.OpenAsync(
            returns,
            x =>
            {
                x["reviews"] = new JsonArray();
                x["storeCredit"] = JsonNode.Parse("""[{"rule": "bonus", "then": {"bonusPercent": 7.55}}]""");
            }
        );
        var order = await shop.OrderAsync(quantity: 2);

        var line = (await shop.QuoteAsync(order, "store_credit", 2))["lines"]![0]!;
        var money = (await shop.QuoteAsync(order))["lines"]![0]!;

        ((long)line["refund"]!, (long)line["storeCreditBonus"]!).ShouldBe((2000, 152));
        ((long)money["refund"]!, (long)money["storeCreditBonus"]!).ShouldBe((1000, 0));
    }

    [Fact]
    public async Task Figures_begin_anew_without_a_change_of_the_orders_goods()
    {
        var shop = await ReviewShop.OpenAsync(returns, x => x["reviews"] = Strict());
        var order = await shop.OrderAsync();
        await shop.RequestAsync(order);
        var appeal = await shop.PostAsync("/v1/customers/c-1/standing/appeal", new { text = "?" }, "storefront");
        var before = (await shop.GetAsync($"/v1/orders/{order}", "storefront")).Body;

        var answer = new { granted = true, text = "You are right." };
        var granted = await shop.PostAsync($"/v1/appeals/{appeal.Body.Text("id")}/answer", answer);

        granted.Status.ShouldBe(HttpStatusCode.OK, granted.Body.ToJsonString());
        (await StandingOf(shop, "c-1"))["returns"]!.GetValue<int>().ShouldBe(0);
        var after = (await shop.GetAsync($"/v1/orders/{order}", "storefront")).Body;
        after.ToJsonString().ShouldBe(before.ToJsonString());
    }

    [Fact]
    public async Task A_customer_sees_their_standing_and_an_agent_dismisses_a_signal_for_good()
    {
        var shop = await ReviewShop.OpenAsync(returns, x => x["reviews"] = Strict());
        var first = await shop.RequestAsync(await shop.OrderAsync(street: "One 1"));
        var second = await shop.RequestAsync(await shop.OrderAsync(street: "Two 2"));
        (first.Text("status"), second.Text("status")).ShouldBe(("awaiting_parcel", "awaiting_parcel"));
        var last = await shop.OrderAsync(street: "Three 3");

        var standing = (await shop.GetAsync("/v1/customers/c-1/standing", "storefront")).Body;

        ((int)standing["figures"]!["returnRate"]!).ShouldBe(66);
        standing["next"]!.Text("decision").ShouldBe("review");
        standing["next"]!["rules"]![0]!.Text("rule").ShouldBe("returner");
        standing["howToAppeal"]!["en"]!.ToString().ShouldNotBeEmpty();
        var quote = await shop.QuoteAsync(last);
        (quote.Text("decision"), (int)quote["standing"]!["figures"]!["returns"]!).ShouldBe(("review", 2));
        (await shop.PostAsync(DismissOf("worn"), new { note = "no" })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await shop.PostAsync(DismissOf("nothing"), new { note = "no" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await shop.PostAsync(DismissOf("return_rate"), new { note = "no" }, "storefront")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        var waiting = await shop.RequestAsync(last);

        var dismissed = await shop.PostAsync(DismissOf("return_rate"), new { note = "our size table was wrong" });

        dismissed.Status.ShouldBe(HttpStatusCode.OK, dismissed.Body.ToJsonString());
        standing = (await shop.GetAsync("/v1/customers/c-1/standing")).Body;
        (standing["figures"]!["returnedPieces"]!.GetValue<int>(), standing["next"]!.Text("decision")).ShouldBe(
            (0, "approve")
        );
        (standing["dismissals"]![0]!.Text("byName"), standing["dismissals"]![0]!.Text("note")).ShouldBe(
            ("agent person", "our size table was wrong")
        );
        var item = (await shop.GetAsync("/v1/reviews")).Body["items"]!.AsArray().Single()!;
        item.Text("id").ShouldBe(waiting.Text("id"));
        item["signals"]![0]!["dismissed"]!.Text("note").ShouldBe("our size table was wrong");
        // One return that is cancelled afterwards takes nothing off what began anew.
        await shop.PostAsync($"/v1/returns/{waiting.Text("id")}/cancel");
        (await StandingOf(shop, "c-1"))["returnedPieces"]!.GetValue<int>().ShouldBe(0);
        (await shop.GetAsync("/v1/customers/nobody/standing")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await shop.GetAsync("/v1/customers/c-1/standing?storefrontId=foreign")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task An_appeal_is_one_until_it_is_answered_and_when_granted_the_figures_begin_anew()
    {
        var shop = await ReviewShop.OpenAsync(returns, x => x["reviews"] = Strict());
        for (var i = 0; i < 5; i++)
        {
            await shop.RequestAsync(await shop.OrderAsync(street: $"Street {i}"));
        }
        const string Path = "/v1/customers/c-1/standing/appeal";

        var made = await shop.PostAsync(Path, new { text = "the sizes were wrong" }, "storefront");
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body.ToJsonString());
        var same = await shop.PostAsync(Path, new { text = "again" }, "storefront");
        (same.Status, same.Body.Text("id")).ShouldBe((HttpStatusCode.OK, made.Body.Text("id")));

        var item = (await shop.GetAsync("/v1/reviews")).Body["items"]!
            .AsArray()
            .Single(x => x!.Text("kind") == "standing")!;
        (item.Text("text"), (int)item["standing"]!["returns"]!).ShouldBe(("the sizes were wrong", 5));
        item["signals"]!.AsArray().Select(x => x!.Text("kind")).ShouldBe(["return_rate", "many_addresses"]);
        item["recent"]!.AsArray().Count.ShouldBe(5);
        var answer = $"/v1/appeals/{made.Body.Text("id")}/answer";
        (await shop.PostAsync(answer, new { granted = true })).Status.ShouldBe(HttpStatusCode.BadRequest);
        var granted = await shop.PostAsync(answer, new { granted = true, text = "You are right." });

        granted.Body["granted"]!.GetValue<bool>().ShouldBeTrue();
        (await shop.PostAsync(answer, new { granted = false, text = "No." })).Status.ShouldBe(HttpStatusCode.Conflict);
        var standing = (await shop.GetAsync("/v1/customers/c-1/standing", "storefront")).Body;
        (standing["figures"]!["returns"]!.GetValue<int>(), standing["appeal"]!.Text("answer")).ShouldBe(
            (0, "You are right.")
        );
        (await shop.PostAsync(Path, new { }, "storefront")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Appeals_that_come_at_once_are_one_and_get_the_same_answer()
    {
        var shop = await ReviewShop.OpenAsync(returns);
        await shop.RequestAsync(await shop.OrderAsync());

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => shop.PostAsync("/v1/customers/c-1/standing/appeal", new { text = $"{i}" }, "storefront"))
        );

        answers.Select(x => (int)x.Status).Order().ShouldBe([.. Enumerable.Repeat(200, 7), 201]);
        answers.Select(x => x.Body.ToJsonString()).Distinct().ShouldHaveSingleItem();
        var listed = (await shop.GetAsync("/v1/reviews")).Body["items"]!.AsArray();
        listed
            .Where(x => x!.Text("kind") == "standing")
            .ShouldHaveSingleItem()!
            .Text("id")
            .ShouldBe(answers[0].Body.Text("id"));
    }

    private static string DismissOf(string signal) => $"/v1/customers/c-1/standing/signals/{signal}/dismiss";

    private static JsonArray Strict() =>
        [
            JsonNode.Parse(
                """{"rule":"returner","when":{"ordersAtLeast":2,"returnRateAbove":60},"then":{"review":true}}"""
            ),
        ];

    private static async Task<JsonNode> StandingOf(ReviewShop shop, string customer) =>
        (await shop.GetAsync($"/v1/customers/{customer}/standing")).Body["figures"]!;

    private Task<int> KeptAsync(JsonNode made) =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(async db =>
            (await db.Set<PhotosToKeep>().SingleAsync(x => x.Id == (Guid)made["id"]!, Cancelled)).PhotoIds.Count
        );
}
