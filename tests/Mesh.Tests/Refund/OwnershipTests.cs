using System.Net;
using System.Net.Http.Json;
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
    public async Task A_payment_that_another_storefront_has_named_pays_nothing_back()
    {
        var (payment, own) = (Paid(100), Paid(100));
        var first = Of(60, payment);
        await refunds.Service.SendAsync(first);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == first.RefundId);

        var second = Of(120, own, payment) with { StorefrontId = Other };
        await refunds.Service.SendAsync(second);

        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == second.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("foreign_payment", 0));
        (refunds.Provider.PaidTo(payment.Reference), refunds.Provider.PaidTo(own.Reference)).ShouldBe((60, 0));
        (await AdjustAsync(Other, payment.Reference)).ShouldBe(HttpStatusCode.NotFound);
        (await AdjustAsync(Shop, payment.Reference)).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Of_two_storefronts_that_name_it_at_once_one_is_paid()
    {
        var payments = Enumerable.Range(0, 30).Select(_ => Paid(100)).ToList();
        var all = payments.SelectMany(x => new[] { Of(100, x), Of(100, x) with { StorefrontId = Other } }).ToList();

        await Task.WhenAll(all.Select(refunds.Service.SendAsync));

        var ids = all.ConvertAll(x => x.RefundId).ToHashSet();
        await refunds.Service.HearAsync<RefundSucceeded>(x => ids.Contains(x.RefundId), times: 30);
        (await refunds.Service.HearAsync<RefundFailed>(x => ids.Contains(x.RefundId), times: 30)).ShouldAllBe(x =>
            x.Reason == "foreign_payment"
        );
        payments.ShouldAllBe(x => refunds.Provider.PaidTo(x.Reference) == 100);
    }

    [Fact]
    public async Task A_payment_from_before_it_had_an_owner_is_who_knows_its()
    {
        var payment = Paid(100);
        await KnownAsync(payment);
        var (foreign, own) = (Of(10, payment) with { StorefrontId = Other }, Of(10, payment));

        await refunds.Service.SendAsync(foreign);
        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == foreign.RefundId))[0]
            .Reason.ShouldBe("foreign_payment");
        await refunds.Service.SendAsync(own);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == own.RefundId);
    }

    [Fact]
    public async Task What_an_order_told_as_cash_is_called_as_each_storefront_likes_also_when_an_adjustment_does_not_say_so()
    {
        var cash = Paid(100, method: "cash_on_delivery");
        await refunds.Service.TellAsync(Of(10, cash));
        await refunds.Service.TellAsync(Of(10, cash) with { StorefrontId = Other });

        foreach (var shop in new[] { Shop, Other, "third" })
        {
            var name = Uri.EscapeDataString($"1001/{cash.Reference}");
            (await AdjustAsync(shop, name, "refunded_elsewhere")).ShouldBe(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task Who_says_first_that_it_was_cash_does_not_get_what_another_storefronts_card_has_paid()
    {
        var payment = Paid(100);
        await KnownAsync(payment);
        (await AdjustAsync(Other, payment.Reference, "refunded_elsewhere", "cash_on_delivery")).ShouldBe(
            HttpStatusCode.Created
        );

        var foreign = Of(10, payment) with { StorefrontId = Other };
        await refunds.Service.SendAsync(foreign);

        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == foreign.RefundId))[0]
            .Reason.ShouldBe("foreign_payment");
    }

    [Theory]
    [InlineData("stripe", "pi_1", true)]
    [InlineData("stripe", "ch_1", true)]
    [InlineData("stripe", "cash", false)]
    [InlineData("alipay", "cash", true)]
    [InlineData("sandbox", "cash", true)]
    public void What_the_provider_can_not_know_is_anybodys(string kind, string payment, bool isOnes) =>
        new ProviderSettings { Kind = kind }
            .Knows(payment)
            .ShouldBe(isOnes);

    /// <summary>From before payments had an owner.</summary>
    private Task<int> KnownAsync(CapturedPayment payment) =>
        refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.Payments.Add(
                new Payment
                {
                    StorefrontId = Shop,
                    Reference = payment.Reference,
                    Method = "card",
                    Currency = "EUR",
                    Captured = 100,
                }
            );
            return db.SaveChangesAsync();
        });

    private async Task<HttpStatusCode> AdjustAsync(
        string shop,
        string payment,
        string kind = "chargeback",
        string? method = null
    )
    {
        using var finance = refunds.Service.As("finance", shop);
        finance.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var told = new
        {
            kind,
            amount = 1,
            currency = "EUR",
            reference = Guid.NewGuid(),
            method,
        };
        using var answer = await finance.PostAsJsonAsync($"/v1/payments/{payment}/adjustments", told);
        return answer.StatusCode;
    }
}
