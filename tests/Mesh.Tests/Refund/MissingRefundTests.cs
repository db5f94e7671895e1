using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
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

    [Fact]
    public async Task A_storefront_whose_refunds_cannot_be_checked_does_not_stop_the_others()
    {
        var all = new[] { new SettlementBooks(refunds), new SettlementBooks(refunds) };
        var (broken, other) = string.CompareOrdinal(all[0].Shop, all[1].Shop) < 0 ? (all[0], all[1]) : (all[1], all[0]);
        foreach (var books in all)
        {
            await books.PaidAsync(1, Now.AddSeconds(-1));
            await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            {
                var file = new Settlement
                {
                    Id = Guid.NewGuid(),
                    StorefrontId = books.Shop,
                    Provider = "sandbox",
                    Head = [],
                    By = "ada",
                    ByName = "Ada",
                };
                db.Settlements.Add(file);
                return db.SaveChangesAsync();
            });
        }
        // One refund part that succeeded twice.
        await refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
        {
            var posting = await db
                .Postings.AsNoTracking()
                .Include(x => x.Lines)
                .SingleAsync(x => x.StorefrontId == broken.Shop && x.What == "succeeded");
            db.Post(
                new Posting
                {
                    Id = Guid.NewGuid(),
                    StorefrontId = broken.Shop,
                    What = "succeeded",
                    At = posting.At,
                    PartId = posting.PartId,
                    Lines = posting.Lines.ConvertAll(x => new PostingLine(x.Account, x.Currency, x.Amount)),
                }
            );
            return await db.SaveChangesAsync();
        });

        await refunds.Service.InDatabaseAsync<RefundDb, bool>(async db =>
        {
            await MissingRefundWorker.RunAsync(db, Finder(db, Now), NullLogger.Instance, CancellationToken.None);
            return true;
        });

        (await other.ExceptionsAsync()).ShouldHaveSingleItem();
    }

    private Task<bool> LookAsync(SettlementBooks books, DateTimeOffset now) =>
        refunds.Service.InDatabaseAsync<RefundDb, bool>(async db =>
        {
            await Finder(db, now).RunAsync(books.Shop, int.MaxValue, CancellationToken.None);
            return true;
        });

    private static MissingRefundFinder Finder(RefundDb db, DateTimeOffset now) =>
        new(db, Options.Create(new SettlementSettings { MissingAfterDays = 0 }), new JumpingClock(now));

    private Task<Guid> UntilAsync(SettlementBooks books) =>
        refunds.Service.InDatabaseAsync<RefundDb, Guid>(db =>
            db.StorefrontBooks.Where(x => x.StorefrontId == books.Shop)
                .Select(x => x.ReconciledUpTo!.Value)
                .SingleAsync()
        );
}
