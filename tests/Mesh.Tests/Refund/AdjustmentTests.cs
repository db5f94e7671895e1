using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task Money_that_left_a_payment_by_other_means_is_not_refunded_even_if_it_was_reported_before_the_order(
        string kind
    )
    {
        var payment = Paid(100);

        var told = await PostAdjustmentAsync("storefront", payment.Reference, kind, 40);

        told.Status.ShouldBe(HttpStatusCode.Created);
        var (tooMuch, enough) = (Of(61, payment), Of(60, payment));
        await refunds.Service.SendAsync(tooMuch);
        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == tooMuch.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
        await refunds.Service.SendAsync(enough);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == enough.RefundId);
    }

    [Fact]
    public async Task An_adjustment_conflicts_with_an_order_that_names_the_payment_in_another_currency_meanwhile()
    {
        var payment = Paid(100);
        await PostAdjustmentAsync("finance", payment.Reference, "refunded_elsewhere", 1);
        await refunds.Service.InScopeAsync(async scope =>
        {
            var dollars = new PaymentAdjustment
            {
                Id = Guid.NewGuid(),
                StorefrontId = Shop,
                PaymentReference = payment.Reference,
                Kind = AdjustmentKind.Chargeback,
                Amount = 40,
                Currency = "USD",
                Reference = $"dp_{Guid.NewGuid():N}",
                At = DateTimeOffset.UtcNow,
                By = "stripe",
            };
            await scope
                .GetRequiredService<Adjustments>()
                .RecordAsync(dollars, method: null, TestContext.Current.CancellationToken);
            await refunds.Service.DeliverAsync(Of(10, payment) with { Currency = "USD" });

            await Should.ThrowAsync<DbUpdateConcurrencyException>(() =>
                scope.GetRequiredService<RefundDb>().SaveChangesAsync(TestContext.Current.CancellationToken)
            );
            return 0;
        });
    }

    [Fact]
    public async Task A_chargeback_is_posted_once_however_often_it_is_reported()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        var payment = Paid(100, method: "wallet");
        await refunds.Service.DeliverAsync(Of(10, payment) with { StorefrontId = shop });
        var reference = $"dp_{Guid.NewGuid():N}";

        var first = await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 30, reference, shop);
        var again = await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 30, reference, shop);
        var other = await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 31, reference, shop);

        (first.Status, again.Status, other.Status).ShouldBe(
            (HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict)
        );
        first.Body["left"]!.GetValue<long>().ShouldBe(60);
        using var finance = refunds.Service.As("finance", shop);
        var lines = (await finance.GetFromJsonAsync<JsonNode>("/v1/ledger/postings?account=chargebacks"))!["items"]!
            .AsArray()
            .ShouldHaveSingleItem()!["lines"]!.AsArray();
        lines
            .Select(x => (x!["account"]!.ToString(), x["amount"]!.GetValue<long>()))
            .ShouldBe([("chargebacks", 30), ("clearing:wallet", -30)]);
    }

    [Fact]
    public async Task No_reference_of_a_report_takes_the_place_of_another_record()
    {
        var payment = Paid(1000);
        await refunds.Service.DeliverAsync(Of(10, payment));
        var reference = $"cb-{Guid.NewGuid():N}";
        await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 300, reference);
        await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 5, $"{reference}:won");

        var won = await PostAdjustmentAsync("finance", payment.Reference, "chargeback_won", 300, reference);
        var own = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 5, "mesh:settlement-row:1");

        won.Status.ShouldBe(HttpStatusCode.Created, won.Body.ToJsonString());
        won.Body["left"]!.GetValue<long>().ShouldBe(985);
        own.Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_payment_takes_a_bounded_number_of_reports()
    {
        var payment = Paid(1000);
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.PaymentAdjustments.AddRange(
                Enumerable
                    .Range(0, 199)
                    .Select(i => new PaymentAdjustment
                    {
                        Id = Guid.CreateVersion7(),
                        StorefrontId = Shop,
                        PaymentReference = payment.Reference,
                        Kind = "refunded_elsewhere",
                        Amount = 1,
                        Currency = "EUR",
                        Reference = $"{payment.Reference}-{i}",
                        At = DateTimeOffset.UtcNow,
                        By = "p",
                    })
            );
            return db.SaveChangesAsync();
        });
        var last = $"{payment.Reference}-last";

        var fits = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 1, last);
        var exceeds = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 1);
        var again = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 1, last);
        var certain = await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 1);

        certain.Status.ShouldBe(HttpStatusCode.Created);
        (fits.Status, again.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK));
        exceeds.Body["type"]!.ToString().ShouldBe("urn:aftersales:problem:too_many_adjustments");
    }

    [Fact]
    public async Task A_planned_refund_that_no_longer_fits_the_cap_is_cancelled()
    {
        var payment = Paid(1000);
        var waiting = Of(800, payment) with { Currency = "CHF" };
        await refunds.Service.DeliverAsync(waiting);

        var told = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 500, currency: "CHF");

        var answer = told.Body;
        (answer["left"]!.GetValue<long>(), answer["over"]!.GetValue<long>()).ShouldBe((500, 0));
        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == waiting.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("cap_exceeded", 0));
    }

    [Fact]
    public async Task A_chargeback_after_the_refund_answers_with_the_amount_over_the_cap()
    {
        var payment = Paid(100);
        var refund = Of(80, payment);
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);

        var told = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 100);

        var answer = told.Body;
        (answer["left"]!.GetValue<long>(), answer["over"]!.GetValue<long>()).ShouldBe((0, 80));
    }

    [Fact]
    public async Task Chargebacks_and_refunds_elsewhere_can_each_reach_the_captured_amount_but_not_exceed_it()
    {
        var payment = Paid(100);
        await refunds.Service.DeliverAsync(Of(10, payment));

        (await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 101)).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 70)).Status.ShouldBe(
            HttpStatusCode.Created
        );
        (await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 31)).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await PostAdjustmentAsync("storefront", payment.Reference, "refunded_elsewhere", 100)).Status.ShouldBe(
            HttpStatusCode.Created
        );
        (await PostAdjustmentAsync("storefront", payment.Reference, "refunded_elsewhere", 1)).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
    }

    [Fact]
    public async Task The_storefront_of_a_payment_must_be_clear_and_a_foreign_payment_is_not_found()
    {
        var payment = Paid(100);
        using var finance = refunds.Service.As("finance", Shop, "other");
        using var agent = refunds.Service.As("agent", Shop);

        (await finance.PostAdjustmentAsync(payment.Reference, "chargeback", 10)).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await finance.PostAdjustmentAsync(payment.Reference, "chargeback", 10, storefrontId: "third")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await agent.PostAdjustmentAsync(payment.Reference, "chargeback", 10)).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await finance.PostAdjustmentAsync(payment.Reference, "chargeback", 10, storefrontId: Shop)).Status.ShouldBe(
            HttpStatusCode.Created
        );
        (await finance.PostAdjustmentAsync(payment.Reference, "chargeback", 10)).Status.ShouldBe(
            HttpStatusCode.Created
        );
        // Without an order every currency is accepted.
        await refunds.Service.DeliverAsync(Of(1, payment));
        (await finance.PostAdjustmentAsync(payment.Reference, "chargeback", 10, currency: "USD")).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
    }

    [Theory]
    [InlineData("theft", 10, "EUR")]
    [InlineData("chargeback", 0, "EUR")]
    [InlineData("chargeback", 10, "eur")]
    [InlineData(null, 10, "EUR")]
    public async Task An_invalid_adjustment_is_refused(string? kind, long amount, string currency) =>
        (await PostAdjustmentAsync("storefront", "p-1", kind, amount, currency: currency)).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );

    [Fact]
    public async Task A_won_chargeback_restores_the_cap_and_only_finance_can_report_it()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        var payment = Paid(100);
        await refunds.Service.DeliverAsync(Of(10, payment) with { StorefrontId = shop });
        await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 80, "dp_1", shop);

        (
            await PostAdjustmentAsync("storefront", payment.Reference, "chargeback_won", 80, "dp_1", shop)
        ).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAdjustmentAsync("finance", payment.Reference, "chargeback_won", 81, "dp_1", shop)).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await PostAdjustmentAsync("finance", payment.Reference, "chargeback_won", 80, "dp_2", shop)).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        var won = await PostAdjustmentAsync("finance", payment.Reference, "chargeback_won", 80, "dp_1", shop);
        var again = await PostAdjustmentAsync("finance", payment.Reference, "chargeback_won", 80, "dp_1", shop);

        (won.Status, again.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK));
        won.Body["left"]!.GetValue<long>().ShouldBe(90);
        using var finance = refunds.Service.As("finance", shop);
        (await finance.GetFromJsonAsync<JsonNode>("/v1/ledger/postings?account=chargebacks"))!["items"]!
            .AsArray()
            .Select(x => x!["what"]!.ToString())
            .ShouldBe(["chargeback", "chargeback_won"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_adjustment_in_the_wrong_currency_before_the_order_does_not_lower_the_cap()
    {
        var payment = Paid(100);

        (await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 40, currency: "USD")).Status.ShouldBe(
            HttpStatusCode.Created
        );
        (await PostAdjustmentAsync("finance", payment.Reference, "chargeback", 30)).Status.ShouldBe(
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
    public async Task An_adjustment_in_the_wrong_currency_before_the_order_is_not_posted_and_can_be_reported_again()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        var (payment, reference) = (Paid(100), $"dp_{Guid.NewGuid():N}");
        await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 44, reference, shop, "USD");
        await refunds.Service.DeliverAsync(Of(1, payment) with { StorefrontId = shop });

        var right = await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 40, reference, shop);

        right.Status.ShouldBe(HttpStatusCode.Created);
        right.Body["left"]!.GetValue<long>().ShouldBe(59);
        using var finance = refunds.Service.As("finance", shop);
        (await finance.GetFromJsonAsync<JsonNode>("/v1/ledger/accounts"))!["items"]!
            .AsArray()
            .Where(x => x!["name"]!.ToString() == "chargebacks")
            .Select(x => (x!["currency"]!.ToString(), x["balance"]!.GetValue<long>()))
            .ShouldBe([("EUR", 40)]);
    }

    [Fact]
    public async Task What_left_a_payment_is_published_before_and_after_a_refund_names_it()
    {
        var payment = Paid(100);
        await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 40);
        await refunds.Service.DeliverAsync(Of(1, payment));
        await PostAdjustmentAsync("storefront", payment.Reference, "refunded_elsewhere", 5);

        var told = await refunds.Service.HearAsync<PaymentCapChanged>(x => x.Payment == payment.Reference, times: 2);

        told.OrderBy(x => x.Revision).Select(x => x.CapReduction).ShouldBe([40, 45]);
    }

    [Fact]
    public async Task What_left_a_payment_is_published_again_when_an_order_corrects_its_currency()
    {
        var payment = Paid(100);
        await PostAdjustmentAsync("storefront", payment.Reference, "chargeback", 44, currency: "USD");

        await refunds.Service.DeliverAsync(Of(1, payment));

        var told = await refunds.Service.HearAsync<PaymentCapChanged>(x => x.Payment == payment.Reference, times: 2);
        told.OrderBy(x => x.Revision).Select(x => (x.CapReduction, x.Currency)).ShouldBe([(44, "USD"), (0, "EUR")]);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> PostAdjustmentAsync(
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
        return await client.PostAdjustmentAsync(payment, kind, amount, reference, currency: currency);
    }
}
