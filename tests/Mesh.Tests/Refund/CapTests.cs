using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class CapOnSqlite(RefundFixture refunds) : CapTests(refunds), IClassFixture<RefundFixture>;

public sealed class CapOnPostgres(RefundOnPostgres refunds) : CapTests(refunds), IClassFixture<RefundOnPostgres>;

public abstract class CapTests(RefundFixture refunds) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Many_refunds_at_once_never_pay_more_than_was_captured()
    {
        var (card, gift) = (Paid(100), Paid(55, refunded: 5));
        var all = Enumerable.Range(0, 60).Select(_ => Of(10, card, gift)).ToList();

        await Task.WhenAll(all.Select(refunds.Service.SendAsync));

        var ids = all.ConvertAll(x => x.RefundId).ToHashSet();
        await refunds.Service.HearAsync<RefundSucceeded>(x => ids.Contains(x.RefundId), times: 15);
        var failed = await refunds.Service.HearAsync<RefundFailed>(x => ids.Contains(x.RefundId), times: 45);
        failed.ShouldAllBe(x => x.Reason == "cap_exceeded");
        (refunds.Provider.PaidTo(card.Reference), refunds.Provider.PaidTo(gift.Reference)).ShouldBe((100, 50));
    }

    [Fact]
    public async Task The_same_refund_many_times_at_once_is_paid_once()
    {
        var refund = Of(10, Paid(100));

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => refunds.Service.DeliverAsync(refund)));

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        refunds.Provider.PaidTo(refund.Payments[0].Reference).ShouldBe(10);
        refunds.Provider.Submitted.Count(x => x.Payment == refund.Payments[0].Reference).ShouldBe(1);
    }

    [Fact]
    public async Task A_refund_over_many_payments_ends_when_all_have()
    {
        var payments = Enumerable.Range(0, 12).Select(_ => Paid(10)).ToArray();
        var good = Of(120, payments);
        var bad = Of(120, [.. Enumerable.Range(0, 11).Select(_ => Paid(10)), Paid(10, "-declined")]);

        await refunds.Service.SendAsync(good);
        await refunds.Service.SendAsync(bad);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == good.RefundId);
        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == bad.RefundId))[0].Reason.ShouldBe("declined");
        bad.Payments.Sum(x => refunds.Provider.PaidTo(x.Reference)).ShouldBe(110);
    }

    [Fact]
    public async Task Where_some_went_back_elsewhere_what_is_left_is_paid_and_the_rest_is_owed_no_more()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        var payment = Paid(1000, refunded: 300);
        var refund = Of(1000, payment) with { StorefrontId = shop, PayWhatIsLeft = true };

        await refunds.Service.SendAsync(refund);

        var paid = (await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId))[0];
        (paid.Amount, paid.Shortfall).ShouldBe((1000, 300));
        refunds.Provider.PaidTo(payment.Reference).ShouldBe(700);
        var books = await refunds.Service.InDatabaseAsync<RefundDb, List<string>>(db =>
            BooksAgree.OfRefundAsync(db, refund.RefundId)
        );
        books.ShouldBe(["clearing:card -700", "returns 700"]);
    }
}
