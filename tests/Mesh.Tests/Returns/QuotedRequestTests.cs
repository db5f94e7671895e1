using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Policy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>A request that names its quote, with the clock in hand.</summary>
public sealed class QuotedRequestTests : IAsyncLifetime
{
    private const string Shop = "shop";
    private static readonly string[] Both = ["A", "B"];
    private static readonly string[] Three = ["A", "B", "C"];

    private readonly JumpingClock _clock = new(new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.Zero));
    private OneService _service = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            [],
            time: _clock
        );

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_quoted_request_gets_exactly_the_quote_although_the_window_ended_and_the_policy_changed()
    {
        await OrderAsync("A", deliveredDaysAgo: 7);
        var quote = await QuoteAsync("A");
        ((bool)quote["eligible"]!, (DateTimeOffset)quote["holdsUntil"]!).ShouldBe(
            (true, _clock.GetUtcNow().AddDays(1))
        );
        _clock.Advance(TimeSpan.FromHours(23));
        await PolicyAsync("fashion-eu");
        await PolicyAsync("fashion");

        (await RequestAsync("A")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var (status, made) = await RequestAsync("A", quote);

        status.ShouldBe(HttpStatusCode.Created, made.ToJsonString());
        ((int)made["policyVersion"]!).ShouldBe((int)quote["policyVersion"]!);
        made.Text("handOverBy").ShouldBe(quote.Text("handOverBy"));
        ((DateTimeOffset)made["requestedAt"]!).ShouldBe(_clock.GetUtcNow());
    }

    [Fact]
    public async Task A_quote_holds_until_its_time_and_no_longer()
    {
        await OrderAsync("A", deliveredDaysAgo: 1);
        var quote = await QuoteAsync("A");
        _clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));

        await ShouldBeRefusedAsync("A", quote, "quote_expired");
        (await RequestAsync("A")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_time_of_an_agent_begins_with_the_request_and_not_with_its_quote()
    {
        await PolicyAsync("fashion-eu");
        foreach (var order in Both)
        {
            await OrderAsync(order, deliveredDaysAgo: 1, unitPrice: 60_000);
        }
        var quote = await QuoteAsync("A", quantity: 2);
        _clock.Advance(TimeSpan.FromHours(23));

        var quoted = (await RequestAsync("A", quote, quantity: 2)).Body;
        var other = (await RequestAsync("B", quantity: 2)).Body;

        quoted.Text("status").ShouldBe("under_review");
        quoted["review"]!.Text("dueAt").ShouldBe(other["review"]!.Text("dueAt"));
    }

    [Fact]
    public async Task A_request_of_other_lines_or_of_pieces_that_are_gone_is_refused_in_words()
    {
        await OrderAsync("A", deliveredDaysAgo: 1);
        var quote = await QuoteAsync("A", quantity: 2);

        await ShouldBeRefusedAsync("A", quote, "quote_differs", quantity: 1);
        await ShouldBeRefusedAsync("A", quote, "quote_differs", quantity: 2, reason: "too_large");
        (await RequestAsync("A")).Status.ShouldBe(HttpStatusCode.Created);
        await ShouldBeRefusedAsync("A", quote, "quote_differs", quantity: 2);
    }

    [Fact]
    public async Task A_quote_gives_one_return_and_the_same_call_again_the_same_answer()
    {
        await OrderAsync("A", deliveredDaysAgo: 1);
        var quote = await QuoteAsync("A");
        using var client = _service.As("storefront", Shop);
        var (request, key) = (Body("A", 1, "too_small", quote), $"{Guid.NewGuid()}");
        var made = await client.PostWithKeyAsync("/v1/returns", request, key);
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body.ToJsonString());

        await ShouldBeRefusedAsync("A", quote, "quote_used");
        var again = await client.PostWithKeyAsync("/v1/returns", request, key);

        (again.Status, again.Body.Text("id")).ShouldBe((HttpStatusCode.Created, made.Body.Text("id")));
        (await RequestAsync("A", await QuoteAsync("A"))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Of_many_requests_at_once_by_one_quote_exactly_one_gets_a_return()
    {
        await OrderAsync("A", deliveredDaysAgo: 1, pieces: 8);
        var quote = await QuoteAsync("A");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RequestAsync("A", quote)));

        answers.Count(x => x.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(x => x.Body.Text("type") == "urn:aftersales:problem:quote_used").ShouldBe(7);
    }

    [Fact]
    public async Task Several_quotes_do_not_pass_a_limit_that_the_same_requests_one_after_another_would_not()
    {
        await ReviewAsync(new { returnRateAbove = 40 });
        List<JsonNode> quotes = [];
        foreach (var order in Three)
        {
            await OrderAsync(order, deliveredDaysAgo: 1);
        }
        foreach (var order in Three)
        {
            quotes.Add(await QuoteAsync(order, quantity: 2));
        }
        quotes.ShouldAllBe(x => x.Text("decision") == "approve");

        // Of the six pieces, none, two and four are requested before.
        (await RequestAsync("A", quotes[0], quantity: 2))
            .Body.Text("status")
            .ShouldBe("awaiting_parcel");
        (await RequestAsync("B", quotes[1], quantity: 2)).Body.Text("status").ShouldBe("awaiting_parcel");
        await ShouldBeRefusedAsync("C", quotes[2], "quote_differs", quantity: 2);

        var present = await QuoteAsync("C", quantity: 2);
        (present.Text("decision"), (int)present["standing"]!["figures"]!["returnRate"]!).ShouldBe(("review", 66));
        (await RequestAsync("C", present, quantity: 2)).Body.Text("status").ShouldBe("under_review");
    }

    [Fact]
    public async Task Of_requests_at_once_for_several_orders_no_more_pass_a_limit_than_one_after_another()
    {
        await ReviewAsync(new { returnsAbove = 0 });
        var orders = Enumerable.Range(0, 8).Select(i => $"{i}").ToList();
        foreach (var order in orders)
        {
            await OrderAsync(order, deliveredDaysAgo: 1);
        }

        var answers = await Task.WhenAll(orders.Select(order => RequestAsync(order)));

        var statuses = answers.Select(x => x.Body.Text("status")).ToList();
        statuses.Count(x => x == "awaiting_parcel").ShouldBe(1);
        statuses.Count(x => x == "under_review").ShouldBe(7);
    }

    [Fact]
    public async Task A_quote_holds_whatever_else_becomes_known_of_its_customer()
    {
        await ReviewAsync(new { mismatchesAbove = 0 });
        await OrderAsync("A", deliveredDaysAgo: 1);
        await OrderAsync("B", deliveredDaysAgo: 1);
        (await RequestAsync("A")).Status.ShouldBe(HttpStatusCode.Created);
        var quote = await QuoteAsync("B");

        // As after an inspector's verdict.
        await _service.InDatabaseAsync(
            (ReturnsDb db) =>
                db
                    .Orders.Where(x => x.Number == "A")
                    .ExecuteUpdateAsync(x => x.SetProperty(y => y.Mismatches, 1), Cancelled)
        );

        (await QuoteAsync("B")).Text("decision").ShouldBe("review");
        (await RequestAsync("B", quote)).Body.Text("status").ShouldBe("awaiting_parcel");
    }

    [Fact]
    public async Task A_quote_over_several_orders_holds_for_all_of_them()
    {
        await OrderAsync("A", deliveredDaysAgo: 7);
        await OrderAsync("B", deliveredDaysAgo: 7);
        using var client = _service.As("storefront", Shop);
        var quotes = new List<JsonNode>();
        for (var i = 0; i < 2; i++)
        {
            quotes.Add(await client.PostJsonAsync("/v1/returns/quote", OfBoth(null)).ShouldBeOkAsync());
        }
        _clock.Advance(TimeSpan.FromHours(23));
        using var later = _service.As("storefront", Shop);

        foreach (var (order, quoted) in Both.Zip(quotes[0]["orders"]!.AsArray()))
        {
            await ShouldBeRefusedAsync(order, quoted!, "quote_differs", quantity: 2);
        }
        var made = await later.PostWithKeyAsync("/v1/returns", OfBoth(quotes[0]));
        var gone = await later.PostWithKeyAsync("/v1/returns", OfBoth(quotes[1]));

        made.Status.ShouldBe(HttpStatusCode.Created, made.Body.ToJsonString());
        made.Body["lines"]!.AsArray().Select(x => x!.Text("orderNumber")).ShouldBe(["A", "B"]);
        gone.Body.Text("type").ShouldEndWith(":quote_differs");

        static object OfBoth(JsonNode? quote) =>
            new
            {
                orderNumber = "A",
                channel = "web",
                lines = Both.Select(order => new
                {
                    orderNumber = order,
                    lineId = "x",
                    quantity = 2,
                    reason = "too_small",
                    resolution = "refund",
                }),
                quoteId = quote?["decisionId"]?.ToString(),
            };
    }

    [Fact]
    public async Task A_quote_is_of_one_order_of_its_storefront_and_a_decision_on_a_request_is_none()
    {
        await OrderAsync("A", deliveredDaysAgo: 1);
        await OrderAsync("B", deliveredDaysAgo: 1);
        await OrderAsync("A", deliveredDaysAgo: 1, "other");
        var quote = await QuoteAsync("A");

        await ShouldBeRefusedAsync("B", quote, "unknown_quote");
        await ShouldBeRefusedAsync("A", new JsonObject { ["decisionId"] = $"{Guid.NewGuid()}" }, "unknown_quote");
        await ShouldBeRefusedAsync("A", quote, "unknown_quote", storefront: "other");
        using var client = _service.As("storefront", Shop);
        await client
            .PostJsonAsync("/v1/returns/quote", Body("A", 1, "too_small", quote))
            .ShouldBeProblemAsync(400, "invalid_request");
    }

    private async Task OrderAsync(
        string number,
        int deliveredDaysAgo,
        string storefront = Shop,
        int unitPrice = 1000,
        int pieces = 2
    )
    {
        using var client = _service.As("storefront", storefront);
        using var put = await client.PutAsJsonAsync(
            $"/v1/orders/{number}",
            new
            {
                currency = "EUR",
                deliveredAt = _clock.GetUtcNow().AddDays(-deliveredDaysAgo),
                customer = new { reference = "c" },
                lines = new[]
                {
                    new
                    {
                        lineId = "x",
                        sku = "s",
                        quantity = pieces,
                        unitPrice,
                    },
                },
                payments = new[]
                {
                    new
                    {
                        reference = number,
                        method = "card",
                        captured = pieces * unitPrice,
                    },
                },
            },
            Cancelled
        );
        put.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private Task PolicyAsync(string preset) => PutPolicyAsync(new { preset });

    /// <summary>A policy that leaves the requests of some customers to an agent.</summary>
    private Task ReviewAsync(object when)
    {
        var document = JsonSerializer.SerializeToNode(Presets.All[Presets.Fashion], PolicyJson.Options)!;
        document["reviews"] = JsonSerializer.SerializeToNode(
            new[]
            {
                new
                {
                    rule = "returner",
                    when,
                    then = new { review = true },
                },
            }
        );
        return PutPolicyAsync(new { document });
    }

    private async Task PutPolicyAsync(object policy)
    {
        using var client = _service.As("settings", Shop);
        using var put = await client.PutAsJsonAsync("/v1/policy", policy, Cancelled);
        put.StatusCode.ShouldBe(HttpStatusCode.Created, await put.Content.ReadAsStringAsync(Cancelled));
    }

    private async Task<JsonNode> QuoteAsync(string order, int quantity = 1)
    {
        using var client = _service.As("storefront", Shop);
        return await client
            .PostJsonAsync("/v1/returns/quote", Body(order, quantity, "too_small", null))
            .ShouldBeOkAsync();
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> RequestAsync(
        string order,
        JsonNode? quote = null,
        int quantity = 1,
        string reason = "too_small",
        string storefront = Shop
    )
    {
        using var client = _service.As("storefront", storefront);
        return await client.PostWithKeyAsync("/v1/returns", Body(order, quantity, reason, quote));
    }

    private async Task ShouldBeRefusedAsync(
        string order,
        JsonNode quote,
        string word,
        int quantity = 1,
        string reason = "too_small",
        string storefront = Shop
    )
    {
        var (status, body) = await RequestAsync(order, quote, quantity, reason, storefront);
        status.ShouldBe(HttpStatusCode.UnprocessableEntity, body.ToJsonString());
        body.Text("type").ShouldBe($"urn:aftersales:problem:{word}");
    }

    private static object Body(string order, int quantity, string reason, JsonNode? quote) =>
        new
        {
            orderNumber = order,
            channel = "web",
            lines = new[]
            {
                new
                {
                    lineId = "x",
                    quantity,
                    reason,
                    resolution = "refund",
                },
            },
            quoteId = quote?["decisionId"]?.ToString(),
        };
}
