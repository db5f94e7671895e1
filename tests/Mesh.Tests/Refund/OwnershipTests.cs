using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class OwnershipOnSqlite(RefundFixture refunds) : OwnershipTests(refunds), IClassFixture<RefundFixture>;

public sealed class OwnershipOnPostgres(RefundOnPostgres refunds)
    : OwnershipTests(refunds),
        IClassFixture<RefundOnPostgres>;

/// <summary>One payment at the provider is one storefront's.</summary>
public abstract class OwnershipTests(RefundFixture refunds) : IAsyncLifetime
{
    private const string Other = "other";

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_payment_of_another_storefront_refunds_nothing_and_no_answer_names_its_owner()
    {
        var (payment, own) = (Paid(100), Paid(100));
        var first = Of(60, payment);
        await refunds.Service.SendAsync(first);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == first.RefundId);

        var second = Of(120, own, payment) with { StorefrontId = Other };
        await refunds.Service.SendAsync(second);

        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == second.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("declined", 0));
        (refunds.Provider.PaidTo(payment.Reference), refunds.Provider.PaidTo(own.Reference)).ShouldBe((60, 0));
        (await AdjustAsync(Other, payment.Reference)).ShouldBe(HttpStatusCode.Created);
        (await AdjustAsync(Other, Paid(1).Reference)).ShouldBe(HttpStatusCode.Created);
        (await AdjustAsync(Shop, payment.Reference)).ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payment_belongs_to_the_storefront_whose_order_named_it_first_whichever_refund_is_first(
        bool isOwnerFirst
    )
    {
        var payment = Paid(100);
        var own = Of(100, payment);
        var foreign = Of(80, payment with { Owner = Shop }) with { StorefrontId = Other };

        await refunds.Service.DeliverAsync(isOwnerFirst ? own : foreign);
        await refunds.Service.DeliverAsync(isOwnerFirst ? foreign : own);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == own.RefundId);
        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == foreign.RefundId))[0]
            .Reason.ShouldBe("declined");
        refunds.Provider.PaidTo(payment.Reference).ShouldBe(100);
        (await OpenExceptionsAsync(payment.Reference, Other)).ShouldBe(1);
        (await PayAgainAsync(foreign, Other)).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_payment_that_finance_assigned_stays_assigned_whichever_order_named_it_first()
    {
        var payment = Paid(100);
        var foreign = Of(80, payment with { Owner = Shop }) with { StorefrontId = Other };
        await refunds.Service.DeliverAsync(foreign);

        (await AssignAsync(payment.Reference, "told by mistake", Other, Shop, Other)).ShouldBe(HttpStatusCode.OK);

        (await PayAgainAsync(foreign, Other)).ShouldBe(HttpStatusCode.OK);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == foreign.RefundId);
        var next = Of(20, payment with { Owner = Shop }) with { StorefrontId = Other };
        await refunds.Service.SendAsync(next);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == next.RefundId);
        var own = Of(1, payment);
        await refunds.Service.SendAsync(own);
        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == own.RefundId))[0].Reason.ShouldBe("declined");
        refunds.Provider.PaidTo(payment.Reference).ShouldBe(100);
    }

    [Fact]
    public async Task The_adjustments_that_its_owner_reported_before_count_when_another_refund_names_the_owner()
    {
        var payment = Paid(100);
        (await AdjustAsync(Shop, payment.Reference)).ShouldBe(HttpStatusCode.Created);
        await refunds.Service.DeliverAsync(Of(1, payment with { Owner = Shop }) with { StorefrontId = Other });
        (await AdjustAsync(Shop, payment.Reference, "refunded_elsewhere")).ShouldBe(HttpStatusCode.Created);
        var (tooMuch, enough) = (Of(99, payment), Of(98, payment));

        await refunds.Service.DeliverAsync(tooMuch);
        await refunds.Service.DeliverAsync(enough);

        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == tooMuch.RefundId);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == enough.RefundId);
    }

    [Theory]
    [InlineData("cash_on_delivery")]
    [InlineData("store_credit")]
    public async Task An_owner_is_told_in_vain_of_what_is_not_paid_by_the_provider(string method)
    {
        var payment = Paid(100, method: method) with { Owner = Shop };

        await refunds.Service.DeliverAsync(Of(10, payment) with { StorefrontId = Other, Customer = "c-1" });

        (
            await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
                db.PaymentsAtProvider.CountAsync(x => x.Reference == payment.Reference)
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task An_adjustment_assigns_no_payment()
    {
        var payment = Paid(100);
        (await AdjustAsync(Other, payment.Reference)).ShouldBe(HttpStatusCode.Created);
        var refund = Of(100, payment);

        await refunds.Service.SendAsync(refund);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
    }

    [Fact]
    public async Task A_payment_without_captured_money_is_not_assigned()
    {
        var (payment, own) = (Paid(100), Paid(100));
        await refunds.Service.DeliverAsync(Of(10, own, payment with { Captured = 0 }) with { StorefrontId = Other });
        var refund = Of(100, payment);

        await refunds.Service.SendAsync(refund);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
    }

    [Fact]
    public async Task One_refund_is_assigned_a_bounded_number_of_payments()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        var payments = Enumerable.Range(0, 150).Select(_ => Paid(1)).ToArray();

        await refunds.Service.DeliverAsync(Of(1, payments) with { StorefrontId = shop });

        var claimed = await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.PaymentsAtProvider.CountAsync(x => x.Owner == shop)
        );
        claimed.ShouldBe(OrderPayments.MaxPayments);
    }

    [Fact]
    public async Task Finance_assigns_a_payment_to_the_storefront_it_belongs_to_with_what_went_back_of_it()
    {
        var payment = Paid(100);
        var wrong = Of(60, payment) with { StorefrontId = Other };
        await refunds.Service.SendAsync(wrong);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == wrong.RefundId);
        var right = Of(50, payment);
        await refunds.Service.SendAsync(right);
        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == right.RefundId);
        (await OpenExceptionsAsync(payment.Reference)).ShouldBe(1);

        (await AssignAsync(payment.Reference, "told by mistake", Shop, Shop)).ShouldBe(HttpStatusCode.NotFound);
        (await AssignAsync(payment.Reference, " ", Shop, Shop, Other)).ShouldBe(HttpStatusCode.BadRequest);
        (await PayAgainAsync(right)).ShouldBe(HttpStatusCode.Conflict);
        (await AssignAsync(payment.Reference, "told by mistake", Shop, Shop, Other)).ShouldBe(HttpStatusCode.OK);

        (await OpenExceptionsAsync(payment.Reference)).ShouldBe(0);
        (await PayAgainAsync(right)).ShouldBe(HttpStatusCode.OK);
        var paid = (await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == right.RefundId))[0];
        paid.Shortfall.ShouldBe(10);
        refunds.Provider.PaidTo(payment.Reference).ShouldBe(100);
        var late = Of(1, payment) with { StorefrontId = Other };
        await refunds.Service.SendAsync(late);
        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == late.RefundId);
    }

    [Fact]
    public async Task In_a_provider_account_of_one_storefront_no_payment_belongs_to_another()
    {
        await using var service = await OneService.StartAsync(
            new RefundService(),
            scope => (RefundDb)scope.GetService(typeof(RefundDb))!,
            [typeof(RefundSucceeded), typeof(RefundFailed)],
            settings: new Dictionary<string, string?>
            {
                ["Refund:Provider:Address"] = refunds.Provider.Address,
                ["Refund:Provider:Storefront"] = Shop,
            }
        );
        var (foreign, own) = (
            Of(10, Paid(100)) with
            {
                StorefrontId = Other,
            },
            Of(10, Paid(100) with { Owner = Other })
        );

        await service.SendAsync(foreign);
        await service.SendAsync(own);

        await service.HearAsync<RefundFailed>(x => x.RefundId == foreign.RefundId);
        await service.HearAsync<RefundSucceeded>(x => x.RefundId == own.RefundId);
    }

    [Fact]
    public async Task Of_two_storefronts_that_name_a_payment_at_once_one_is_paid()
    {
        var payments = Enumerable.Range(0, 30).Select(_ => Paid(100)).ToList();
        var all = payments.SelectMany(x => new[] { Of(100, x), Of(100, x) with { StorefrontId = Other } }).ToList();

        await Task.WhenAll(all.Select(refunds.Service.SendAsync));

        var ids = all.ConvertAll(x => x.RefundId).ToHashSet();
        await refunds.Service.HearAsync<RefundSucceeded>(x => ids.Contains(x.RefundId), times: 30);
        (await refunds.Service.HearAsync<RefundFailed>(x => ids.Contains(x.RefundId), times: 30)).ShouldAllBe(x =>
            x.Reason == "declined"
        );
        payments.ShouldAllBe(x => refunds.Provider.PaidTo(x.Reference) == 100);
    }

    [Fact]
    public async Task Cash_payment_references_are_scoped_to_the_storefront()
    {
        var cash = Paid(100, method: "cash_on_delivery");
        await refunds.Service.DeliverAsync(Of(10, cash));
        await refunds.Service.DeliverAsync(Of(10, cash) with { StorefrontId = Other });

        foreach (var shop in new[] { Shop, Other, "third" })
        {
            var name = Uri.EscapeDataString($"cash:1001/{cash.Reference}");
            (await AdjustAsync(shop, name, "refunded_elsewhere")).ShouldBe(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task An_adjustment_reported_as_cash_does_not_unlock_a_card_payment_of_another_storefront()
    {
        var payment = Paid(100);
        await refunds.Service.DeliverAsync(Of(10, payment));
        (await AdjustAsync(Other, payment.Reference, "refunded_elsewhere", "cash_on_delivery")).ShouldBe(
            HttpStatusCode.Created
        );

        var foreign = Of(10, payment) with { StorefrontId = Other };
        await refunds.Service.SendAsync(foreign);

        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == foreign.RefundId))[0]
            .Reason.ShouldBe("declined");
    }

    [Theory]
    [InlineData("stripe", "pi_1", true)]
    [InlineData("stripe", "ch_1", true)]
    [InlineData("stripe", "cash", false)]
    [InlineData("alipay", "cash", true)]
    [InlineData("sandbox", "cash", true)]
    public void A_payment_that_the_provider_cannot_know_belongs_to_nobody(string kind, string payment, bool isOnes) =>
        new ProviderSettings { Kind = kind }
            .Knows(payment)
            .ShouldBe(isOnes);

    private async Task<int> OpenExceptionsAsync(string payment, string shop = Shop)
    {
        using var finance = refunds.Service.As("finance", shop);
        var open = await finance.GetFromJsonAsync<JsonNode>(
            "/v1/exceptions?status=open&kind=foreign_payment&limit=100"
        );
        return open!["items"]!.AsArray().Count(x => x!["payment"]!.ToString() == payment);
    }

    private Task<HttpStatusCode> AssignAsync(string payment, string note, string to, params string[] actsFor) =>
        PostAsync($"/v1/payments/{payment}/assign", new { storefrontId = to, note }, actsFor);

    private Task<HttpStatusCode> PayAgainAsync(IssueRefund refund, string shop = Shop) =>
        PostAsync($"/v1/refunds/{refund.RefundId}/pay-again", new { note = "assigned" }, shop);

    private async Task<HttpStatusCode> PostAsync(string path, object body, params string[] actsFor)
    {
        using var finance = refunds.Service.As("finance", actsFor);
        return (await finance.PostWithKeyAsync(path, body)).Status;
    }

    private async Task<HttpStatusCode> AdjustAsync(
        string shop,
        string payment,
        string kind = "chargeback",
        string? method = null
    )
    {
        using var finance = refunds.Service.As("finance", shop);
        return (await finance.PostAdjustmentAsync(payment, kind, 1, method: method)).Status;
    }
}
