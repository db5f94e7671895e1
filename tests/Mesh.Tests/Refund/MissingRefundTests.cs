using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class FindMissingOnSqlite(RefundFixture refunds)
    : MissingRefundTests(refunds),
        IClassFixture<RefundFixture>;

public sealed class FindMissingOnPostgres(RefundOnPostgres refunds)
    : MissingRefundTests(refunds),
        IClassFixture<RefundOnPostgres>;

/// <summary>Where what no file has is missing at once: what is looked at is as young as can be.</summary>
public abstract class MissingRefundTests(RefundFixture refunds) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_refund_committed_behind_the_checked_position_is_found_missing_once()
    {
        var books = new SettlementBooks(refunds);
        var first = await books.PaidAsync(1, Now.AddSeconds(-1));
        await LookAsync(books, Now);
        (await books.ExceptionsAsync()).ShouldHaveSingleItem();

        // Dated before that look, and committed after it.
        var late = await books.PaidAsync(1, Now.AddMinutes(-2));
        await LookAsync(books, Now);
        await LookAsync(books, Now.AddSeconds(1));

        (await books.ExceptionsAsync())
            .Select(x => x["partId"]!.GetValue<Guid>())
            .ShouldBe([first[0].Id, late[0].Id], ignoreOrder: true);
    }

    [Fact]
    public async Task One_run_checks_all_pages_and_no_refund_is_checked_twice()
    {
        var books = new SettlementBooks(refunds);
        await books.PaidAsync(501, Now.AddSeconds(-1));

        await LookAsync(books, Now);

        (await books.ExceptionsAsync()).Count.ShouldBe(501);
        (await UntilAsync(books)).ShouldBeLessThan(Month.PositionOf(Now.AddMinutes(-5)));
        await LookAsync(books, Now.AddHours(1));
        (await UntilAsync(books)).ShouldBeGreaterThan(Month.PositionOf(Now));
        (await books.ExceptionsAsync()).Count.ShouldBe(501);
    }

    private Task<bool> LookAsync(SettlementBooks books, DateTimeOffset now) =>
        refunds.Service.InDatabaseAsync<RefundDb, bool>(async db =>
        {
            var settings = Options.Create(new SettlementSettings { MissingAfterDays = 0 });
            var missing = new MissingRefundFinder(db, settings, new JumpingClock(now));
            await missing.RunAsync(books.Shop, int.MaxValue, CancellationToken.None);
            return true;
        });

    private Task<Guid> UntilAsync(SettlementBooks books) =>
        refunds.Service.InDatabaseAsync<RefundDb, Guid>(db =>
            db.StorefrontBooks.Where(x => x.StorefrontId == books.Shop)
                .Select(x => x.ReconciledUpTo!.Value)
                .SingleAsync()
        );
}
