using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>
/// Finds succeeded refunds that no file has settled in time, and raises exceptions for them. Each refund is checked once.
/// </summary>
internal sealed class MissingRefundFinder(RefundDb db, IOptions<SettlementSettings> settings, TimeProvider time)
{
    private const int PageSize = 500;

    // Postings are committed within minutes, by replicas whose clocks may differ: a later one may become visible before an earlier one.
    private static readonly TimeSpan CommitDelay = TimeSpan.FromMinutes(10);

    /// <param name="storefront">The storefront whose refunds are checked.</param>
    /// <param name="pages">The maximum number of pages that are checked now; <see cref="MissingRefundWorker"/> checks the rest.</param>
    /// <param name="cancellation">Cancels it.</param>
    public async Task RunAsync(string storefront, int pages, CancellationToken cancellation)
    {
        for (Guid? from = Guid.Empty; from is not null && pages > 0; pages--)
        {
            await ConflictRetry.RunAsync(
                db,
                async () =>
                {
                    var next = await CheckPageAsync(storefront, from.Value, cancellation);
                    await db.SaveChangesAsync(cancellation);
                    from = next;
                },
                cancellation
            );
        }
    }

    /// <returns>The position after which the next page begins; null: this was the last one.</returns>
    private async Task<Guid?> CheckPageAsync(string storefront, Guid from, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var until = Month.PositionOf(now.AddDays(-settings.Value.MissingAfterDays));
        var committed = Earlier(until, Month.PositionOf(now - CommitDelay));
        var since = settings.Value.Since ?? DateTimeOffset.UnixEpoch;
        var book = await db.StorefrontBooks.FirstOrDefaultAsync(x => x.StorefrontId == storefront, cancellation);
        var done = book?.ReconciledUpTo ?? Guid.Empty;
        from = Later(from, done);
        if (from >= until)
        {
            return null;
        }
        var page = await db
            .Postings.AsNoTracking()
            .Where(x => x.Position > from && x.Position < until)
            .Where(x => x.StorefrontId == storefront && x.What == RefundStatus.Succeeded && x.PartId != null)
            .OrderBy(x => x.Position)
            .Take(PageSize)
            .Include(x => x.Lines)
            .ToListAsync(cancellation);
        Guid? next = page.Count < PageSize ? null : page[^1].Position;
        book = await Book.TakeAsync(db, storefront, cancellation);
        book.ReconciledUpTo = Later(done, Earlier(next ?? until, committed));
        var accounts = settings.Value.TenderWords.Select(Accounts.Clearing).ToHashSet();
        var waiting = page.Where(x => x.At >= since)
            .Select(x => (Posting: x, Line: x.Lines.Find(y => y.Amount < 0 && accounts.Contains(y.Account))))
            .Where(x => x.Line is not null)
            .ToDictionary(x => x.Posting.PartId!.Value, x => (x.Posting.At, Line: x.Line!));
        var ids = waiting.Keys.ToList();
        var parts = await db
            .RefundParts.AsNoTracking()
            .Where(x => ids.Contains(x.Id))
            .Where(x => !db.PartSettlements.Any(y => y.PartId == x.Id && y.Type == RowType.Refund))
            .ToListAsync(cancellation);
        var exceptions = parts.ConvertAll(IdOf);
        var known = await db
            .Discrepancies.Where(x => exceptions.Contains(x.Id))
            .Select(x => x.Id)
            .ToHashSetAsync(cancellation);
        foreach (var part in parts.Where(x => !known.Contains(IdOf(x))))
        {
            var (at, line) = waiting[part.Id];
            var detail = $"The refund succeeded {(now - at).TotalDays:0} days ago, but no file has settled it.";
            db.Discrepancies.Add(Missing(part, line, detail, now));
        }
        return next;
    }

    private static Guid IdOf(RefundPart part) => Discrepancy.IdOf(part.Id, DiscrepancyKind.MissingAtProvider);

    private static Guid Earlier(Guid one, Guid other) => one < other ? one : other;

    private static Guid Later(Guid one, Guid other) => one > other ? one : other;

    private static Discrepancy Missing(RefundPart part, PostingLine line, string detail, DateTimeOffset now) =>
        new()
        {
            Id = IdOf(part),
            Position = Guid.CreateVersion7(now),
            StorefrontId = part.StorefrontId,
            Kind = DiscrepancyKind.MissingAtProvider,
            Detail = detail,
            PartId = part.Id,
            RefundId = part.RefundId,
            ReturnId = part.ReturnId,
            Payment = part.PaymentReference,
            Reference = part.ProviderId,
            Expected = part.Amount,
            Currency = part.Currency,
            ClearingAccount = line.Account,
            OnClearing = line.Amount,
            OpenedAt = now,
        };
}
