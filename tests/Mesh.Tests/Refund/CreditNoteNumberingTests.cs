using System.Data.Common;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.CreditNotes;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;
using RefundRow = AfterSalesMesh.Refund.Refunds.Refund;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class CreditNoteNumberingOnSqlite(RefundFixture refunds)
    : CreditNoteNumberingTests(refunds),
        IClassFixture<RefundFixture>
{
    [Fact]
    public async Task Notes_that_wait_for_an_issuer_are_not_read_when_others_are_written()
    {
        var settings = new CreditNoteSettings();
        settings.Issuers["with-issuer"] = "Demo Ltd";

        var plan = await Refunds.Service.InDatabaseAsync(
            (RefundDb db) => QueryPlan.OfAsync(db, CreditNoteWriter.Storefronts(db, settings))
        );

        plan.ShouldContain("SEARCH o USING COVERING INDEX IX_OwedCreditNotes_StorefrontId_Position (StorefrontId=?)");
    }
}

public sealed class CreditNoteNumberingOnPostgres(RefundOnPostgres refunds)
    : CreditNoteNumberingTests(refunds),
        IClassFixture<RefundOnPostgres>;

public abstract class CreditNoteNumberingTests(RefundFixture refunds) : IAsyncLifetime
{
    private readonly string _shop = $"shop-{Guid.NewGuid():N}";

    protected RefundFixture Refunds => refunds;

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Refunds_that_succeed_at_once_get_numbers_without_gaps_in_each_storefront()
    {
        var other = $"{_shop}-other";
        var all = Enumerable
            .Range(0, 64)
            .Select(x => Of(10, Paid(10)) with { StorefrontId = x % 4 == 0 ? other : _shop })
            .ToList();

        await Task.WhenAll(all.Select(refunds.Service.SendAsync));
        // As many workers as there could be replicas, beside the service's own.
        using var ended = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 4).Select(_ => WriteUntilAsync(ended.Token)).ToList();
        (List<long> Mine, List<long> Others) seen = ([], []);
        await Eventually.IsTrueAsync(
            async () =>
            {
                seen = (await SerialsAsync(_shop), await SerialsAsync(other));
                return (seen.Mine.Count, seen.Others.Count) == (48, 16);
            },
            TimeSpan.FromSeconds(60),
            () => $"Written: {string.Join(' ', seen.Mine)} and {string.Join(' ', seen.Others)}."
        );
        await ended.CancelAsync();
        await Task.WhenAll(workers);

        seen.Mine.ShouldBe(Enumerable.Range(1, 48).Select(x => (long)x));
        seen.Others.ShouldBe(Enumerable.Range(1, 16).Select(x => (long)x));
    }

    [Fact]
    public async Task A_crash_between_numbering_and_commit_leaves_no_gap()
    {
        await RefundAsync();
        await RefundAsync();
        var (dies, owed) = (new Dies(), 2);

        // The service's own writer may be first.
        while (!dies.HasDied)
        {
            await OweAsync();
            owed++;
            (await WithAsync(dies, db => Writer().WriteAsync(db, TimeProvider.System, default))).ShouldBe(0);
        }
        await UntilWrittenAsync(owed);

        (await SerialsAsync(_shop)).ShouldBe(Enumerable.Range(1, owed).Select(x => (long)x));
        (await InDatabaseAsync(db => db.OwedCreditNotes.CountAsync(x => x.StorefrontId == _shop))).ShouldBe(0);
    }

    [Fact]
    public async Task A_note_owed_by_a_process_that_died_is_written_by_another()
    {
        await OweAsync();

        await UntilWrittenAsync(1);

        (await SerialsAsync(_shop)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_note_that_cannot_be_written_takes_no_number_and_does_not_stop_the_others()
    {
        // What it lacks to the refund's amount is more than an amount can be.
        await OweAsync([new RefundedLine("1", null, null, 1, long.MinValue, 0, 0, 0, 0, 0, null)]);
        await OweAsync();
        await OweAsync();

        await UntilWrittenAsync(2);

        (await SerialsAsync(_shop)).ShouldBe([1, 2]);
        (await InDatabaseAsync(db => db.OwedCreditNotes.CountAsync(x => x.StorefrontId == _shop))).ShouldBe(1);
    }

    [Fact]
    public async Task A_storefront_whose_notes_cannot_be_stored_does_not_stop_the_others()
    {
        var broken = $"a-{_shop}";
        await InDatabaseAsync(db =>
        {
            // The number that it would give next.
            var note = new CreditNote
            {
                Id = Guid.NewGuid(),
                StorefrontId = broken,
                Serial = 1,
                Issuer = "Demo Ltd",
                RefundId = Guid.NewGuid(),
                Ordinal = 1,
                OrderNumber = "1001",
                Currency = "EUR",
                Lines = [],
            };
            db.CreditNotes.Add(note);
            return db.SaveChangesAsync();
        });
        await OweAsync(storefront: broken);
        await OweAsync();

        await UntilWrittenAsync(1);

        (await SerialsAsync(broken)).ShouldBe([1]);
    }

    [Fact]
    public async Task The_dates_of_notes_follow_their_numbers_even_if_a_clock_is_wrong()
    {
        await RefundAsync();
        await OweAsync();

        await WriteAsync(new JumpingClock(DateTimeOffset.UtcNow.AddYears(-1)));
        await UntilWrittenAsync(2);

        var days = await InDatabaseAsync(db =>
            db.CreditNotes.Where(x => x.StorefrontId == _shop)
                .OrderBy(x => x.Serial)
                .Select(x => x.IssuedAt)
                .ToListAsync()
        );
        days[1].ShouldBeGreaterThanOrEqualTo(days[0]);
    }

    [Fact]
    public async Task Neither_code_nor_the_database_changes_or_deletes_a_note()
    {
        await RefundAsync();

        await Should.ThrowAsync<InvalidOperationException>(() =>
            InDatabaseAsync(async db =>
            {
                var note = await db.CreditNotes.SingleAsync(x => x.StorefrontId == _shop);
                db.Entry(note).Property(x => x.Amount).CurrentValue = 1;
                return await db.SaveChangesAsync();
            })
        );
        await Should.ThrowAsync<DbException>(() =>
            InDatabaseAsync(db => db.CreditNotes.ExecuteUpdateAsync(x => x.SetProperty(y => y.Amount, 1)))
        );
        await Should.ThrowAsync<DbException>(() => InDatabaseAsync(db => db.CreditNotes.ExecuteDeleteAsync()));
        (await SerialsAsync(_shop)).ShouldBe([1]);
    }

    private CreditNoteWriter Writer() => CreditNoteIssuerTests.Writer(refunds.Service, new() { Issuer = "Demo Ltd" });

    private async Task RefundAsync()
    {
        var refund = Of(10, Paid(10)) with { StorefrontId = _shop };
        await refunds.Service.SendAsync(refund);
        await Eventually.IsTrueAsync(
            async () => await InDatabaseAsync(db => db.CreditNotes.AnyAsync(x => x.RefundId == refund.RefundId)),
            TimeSpan.FromSeconds(60)
        );
    }

    /// <summary>What the commit of a worker leaves behind that dies right after it.</summary>
    private Task<int> OweAsync(IReadOnlyList<RefundedLine>? lines = null, string? storefront = null) =>
        InDatabaseAsync(db =>
        {
            var now = DateTimeOffset.UtcNow;
            var refund = new RefundRow
            {
                Id = Guid.NewGuid(),
                Position = Guid.CreateVersion7(now),
                StorefrontId = storefront ?? _shop,
                OrderNumber = "1001",
                Amount = 10,
                Currency = "EUR",
                Status = RefundStatus.Succeeded,
                Request = new() { PaymentReferences = [], Lines = lines },
                CreatedAt = now,
                ChangedAt = now,
                Parts = [RefundPartTests.Of(RefundStatus.Succeeded, amount: 10, storefront: storefront ?? _shop)],
            };
            refund.Parts[0].DueAt = null;
            db.Refunds.Add(refund);
            return db.SaveChangesAsync();
        });

    private async Task WriteUntilAsync(CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await WriteAsync(TimeProvider.System);
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private async Task WriteAsync(TimeProvider time)
    {
        try
        {
            await InDatabaseAsync(db => Writer().WriteAsync(db, time, default));
        }
        catch (Exception exception) when (Outage.IsConflict(exception) || Outage.Is(exception))
        {
            // Somebody else's turn.
        }
    }

    /// <summary>On a context of its own with this interceptor.</summary>
    private Task<int> WithAsync(Dies dies, Func<RefundDb, Task<int>> work) =>
        InDatabaseAsync(async db =>
        {
            await using var own = OpenLike(db, dies);
            return await work(own);
        });

    private RefundDb OpenLike(RefundDb db, Dies dies)
    {
        var connection = db.Database.GetConnectionString();
        var own = (RefundDb)
            Databases.Open(
                db.GetType().Name,
                x =>
                {
                    _ = db.Database.IsNpgsql() ? x.UseNpgsql(connection) : x.UseSqlite(connection);
                    x.AddInterceptors(dies)
                        .UseApplicationServiceProvider(
                            db.GetService<IDbContextOptions>()
                                .FindExtension<CoreOptionsExtension>()!
                                .ApplicationServiceProvider
                        );
                }
            );
        own.Scope.Allow([_shop]);
        return own;
    }

    private Task UntilWrittenAsync(int count) =>
        Eventually.IsTrueAsync(async () => (await SerialsAsync(_shop)).Count == count, TimeSpan.FromSeconds(60));

    private Task<List<long>> SerialsAsync(string shop) =>
        InDatabaseAsync(db =>
            db.CreditNotes.Where(x => x.StorefrontId == shop).OrderBy(x => x.Serial).Select(x => x.Serial).ToListAsync()
        );

    private Task<T> InDatabaseAsync<T>(Func<RefundDb, Task<T>> work) => refunds.Service.InDatabaseAsync(work);

    /// <summary>The process is gone when all statements were said, and before the commit.</summary>
    private sealed class Dies : DbTransactionInterceptor
    {
        public bool HasDied { get; private set; }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction,
            TransactionEventData eventData,
            InterceptionResult result,
            CancellationToken cancellationToken = default
        )
        {
            HasDied = true;
            throw new IOException("The process is gone.");
        }
    }
}
