using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class AdjustmentTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("chargeback")]
    [InlineData("refunded_elsewhere")]
    public async Task What_left_a_payment_past_us_can_not_go_back_by_us_also_when_no_order_has_told_of_it_yet(
        string kind
    )
    {
        var payment = Paid(100);

        var told = await PostAdjustmentAsync("storefront", payment.Reference, kind, 40);

        told.StatusCode.ShouldBe(HttpStatusCode.Created);
        var (tooMuch, enough) = (Of(61, payment), Of(60, payment));
        await refunds.Service.SendAsync(tooMuch);
        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == tooMuch.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
        await refunds.Service.SendAsync(enough);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == enough.RefundId);
    }

    [Fact]
    public async Task A_chargeback_is_posted_once_however_often_it_is_told()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        var payment = Paid(100, method: "wallet");
        await refunds.Service.DeliverAsync(Of(10, payment) with { StorefrontId = shop });
        var reference = $"dp_{Guid.NewGuid():N}";

        var first = await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 30, reference, shop);
        var again = await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 30, reference, shop);
        var other = await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 31, reference, shop);

        (first.StatusCode, again.StatusCode, other.StatusCode).ShouldBe(
            (HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict)
        );
        (await first.Content.ReadFromJsonAsync<JsonNode>())!["left"]!.GetValue<long>().ShouldBe(60);
        using var finance = refunds.Service.As("finance", shop);
        var lines = (await finance.GetFromJsonAsync<JsonNode>("/v1/ledger/postings?account=chargebacks"))!["items"]!
            .AsArray()
            .ShouldHaveSingleItem()!["lines"]!.AsArray();
        lines
            .Select(x => (x!["account"]!.ToString(), x["amount"]!.GetValue<long>()))
            .ShouldBe([("chargebacks", 30), ("clearing:wallet", -30)]);
    }

    [Fact]
    public async Task What_was_planned_and_can_not_be_given_any_more_is_not_sent()
    {
        var payment = Paid(1000);
        var waiting = Of(800, payment) with { Currency = "CHF" };
        await refunds.Service.DeliverAsync(waiting);

        var told = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 500, currency: "CHF");

        var answer = (await told.Content.ReadFromJsonAsync<JsonNode>())!;
        (answer["left"]!.GetValue<long>(), answer["over"]!.GetValue<long>()).ShouldBe((500, 0));
        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == waiting.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("cap_exceeded", 0));
    }

    [Fact]
    public async Task What_was_paid_before_it_was_charged_back_is_said_to_be_too_much()
    {
        var payment = Paid(100);
        var refund = Of(80, payment);
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);

        var told = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 100);

        var answer = (await told.Content.ReadFromJsonAsync<JsonNode>())!;
        (answer["left"]!.GetValue<long>(), answer["over"]!.GetValue<long>()).ShouldBe((0, 80));
    }

    [Fact]
    public async Task No_more_can_have_left_a_payment_than_was_captured_but_by_each_way_that_much()
    {
        var payment = Paid(100);
        await refunds.Service.DeliverAsync(Of(10, payment));

        (await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 101)).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 70)).StatusCode.ShouldBe(
            HttpStatusCode.Created
        );
        (await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 31)).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await PostAdjustmentAsync("storefront", payment.Reference, "refunded_elsewhere", 100)).StatusCode.ShouldBe(
            HttpStatusCode.Created
        );
        (await PostAdjustmentAsync("storefront", payment.Reference, "refunded_elsewhere", 1)).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
    }

    [Fact]
    public async Task Whose_payment_it_is_must_be_clear_and_a_foreign_one_is_not_there()
    {
        var payment = Paid(100);
        using var finance = refunds.Service.As("finance", Shop, "other");
        using var agent = refunds.Service.As("agent", Shop);

        (await PostAsync(finance, payment.Reference, "chargeback", 10)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(finance, payment.Reference, "chargeback", 10, storefront: "third")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await PostAsync(agent, payment.Reference, "chargeback", 10)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(finance, payment.Reference, "chargeback", 10, storefront: Shop)).StatusCode.ShouldBe(
            HttpStatusCode.Created
        );
        (await PostAsync(finance, payment.Reference, "chargeback", 10)).StatusCode.ShouldBe(HttpStatusCode.Created);
        // Before an order has told its currency, none is wrong.
        await refunds.Service.DeliverAsync(Of(1, payment));
        (await PostAsync(finance, payment.Reference, "chargeback", 10, currency: "USD")).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
    }

    [Theory]
    [InlineData("theft", 10, "EUR")]
    [InlineData("chargeback", 0, "EUR")]
    [InlineData("chargeback", 10, "eur")]
    [InlineData(null, 10, "EUR")]
    public async Task A_nonsensical_adjustment_is_refused_in_words(string? kind, long amount, string currency) =>
        (await PostAdjustmentAsync("storefront", "p-1", kind, amount, currency: currency)).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );

    [Fact]
    public async Task A_chargeback_that_was_won_gives_the_cap_back_and_only_finance_can_say_so()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        var payment = Paid(100);
        await refunds.Service.DeliverAsync(Of(10, payment) with { StorefrontId = shop });
        await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 80, "dp_1", shop);

        (
            await PostAdjustmentAsync("storefront", payment.Reference, "chargeback_reversed", 80, "dp_1", shop)
        ).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (
            await PostAdjustmentAsync("finance", payment.Reference, "chargeback_reversed", 81, "dp_1", shop)
        ).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (
            await PostAdjustmentAsync("finance", payment.Reference, "chargeback_reversed", 80, "dp_2", shop)
        ).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var won = await PostAdjustmentAsync("finance", payment.Reference, "chargeback_reversed", 80, "dp_1", shop);
        var again = await PostAdjustmentAsync("finance", payment.Reference, "chargeback_reversed", 80, "dp_1", shop);

        (won.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK));
        (await won.Content.ReadFromJsonAsync<JsonNode>())!["left"]!.GetValue<long>().ShouldBe(90);
        using var finance = refunds.Service.As("finance", shop);
        (await finance.GetFromJsonAsync<JsonNode>("/v1/ledger/postings?account=chargebacks"))!["items"]!
            .AsArray()
            .Select(x => x!["what"]!.ToString())
            .ShouldBe(["chargeback", "chargeback_reversed"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_adjustment_in_the_wrong_currency_for_a_payment_that_nobody_knows_yet_blocks_nothing()
    {
        var payment = Paid(100);

        (
            await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 40, currency: "USD")
        ).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 30)).StatusCode.ShouldBe(
            HttpStatusCode.Created
        );

        var (tooMuch, refund) = (Of(71, payment), Of(70, payment));
        await refunds.Service.SendAsync(tooMuch);
        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == tooMuch.RefundId);
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        using var finance = refunds.Service.As("finance", Shop);
        (await finance.GetFromJsonAsync<JsonNode>("/v1/exceptions?kind=currency&limit=100"))!["items"]!
            .AsArray()
            .Where(x => x!["payment"]!.ToString() == payment.Reference)
            .ShouldHaveSingleItem()!["found"]!
            .GetValue<long>()
            .ShouldBe(40);
    }

    [Fact]
    public async Task What_was_told_in_a_wrong_currency_before_the_order_is_not_posted_and_can_be_told_again()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        var (payment, reference) = (Paid(100), $"dp_{Guid.NewGuid():N}");
        await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 44, reference, shop, "USD");
        await refunds.Service.DeliverAsync(Of(1, payment) with { StorefrontId = shop });

        var right = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 40, reference, shop);

        right.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await right.Content.ReadFromJsonAsync<JsonNode>())!["left"]!.GetValue<long>().ShouldBe(59);
        using var finance = refunds.Service.As("finance", shop);
        (await finance.GetFromJsonAsync<JsonNode>("/v1/ledger/accounts"))!["items"]!
            .AsArray()
            .Where(x => x!["name"]!.ToString() == "chargebacks")
            .Select(x => (x!["currency"]!.ToString(), x["balance"]!.GetValue<long>()))
            .ShouldBe([("EUR", 40)]);
    }

    [Fact]
    public async Task The_order_hears_what_left_its_payment_by_other_means()
    {
        var payment = Paid(100);
        await refunds.Service.DeliverAsync(Of(1, payment));

        await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 40);
        await PostAdjustmentAsync("storefront", payment.Reference, "refunded_elsewhere", 5);

        var told = await refunds.Service.HearAsync<OrderCapChanged>(x => x.Payment == payment.Reference, times: 2);
        told.Select(x => (x.OrderNumber, x.Elsewhere)).ShouldBe([("1001", 40), ("1001", 45)], ignoreOrder: true);
        told.MaxBy(x => x.Revision)!.Elsewhere.ShouldBe(45);
    }

    private async Task<HttpResponseMessage> PostAdjustmentAsync(
        string role,
        string payment,
        string? kind,
        long amount,
        string? reference = null,
        string shop = Shop,
        string currency = "EUR"
    )
    {
        using var client = refunds.Service.As(role, shop);
        return await PostAsync(client, payment, kind, amount, reference, currency: currency);
    }

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient client,
        string payment,
        string? kind,
        long amount,
        string? reference = null,
        string? storefront = null,
        string currency = "EUR"
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/payments/{payment}/adjustments")
        {
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } },
            Content = JsonContent.Create(
                new
                {
                    kind,
                    amount,
                    currency,
                    reference = reference ?? Guid.NewGuid().ToString(),
                    storefrontId = storefront,
                }
            ),
        };
        return await client.SendAsync(request);
    }
}
