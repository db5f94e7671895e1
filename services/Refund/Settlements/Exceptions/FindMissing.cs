using AfterSalesMesh.Refund.Closing;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Settlements.Importing;
using AfterSalesMesh.Refund.Settlements.Matching;
using AfterSalesMesh.Refund.Settlements.Reading;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Settlements.Exceptions;

/// <summary>What succeeded with us, and no file has settled in the days that it may take. Each success is looked at once.</summary>
internal sealed class FindMissing(RefundDb db, IOptions<SettlementSettings> settings, TimeProvider clock)
{
    private const int PageSize = 500;

    /// <param name="storefront">Whose.</param>
    /// <param name="pages">So many at most: who waits for an answer does not wait for years of refunds, the watch goes on.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(string storefront, int pages, CancellationToken cancellation)
    {
        for (var isMore = true; isMore && pages > 0; pages--)
        {
            await Conflicts.AgainAsync(
                db,
                async () =>
                {
                    isMore = await PageAsync(storefront, cancellation);
                    await db.SaveChangesAsync(cancellation);
                },
                cancellation
            );
        }
    }

    private async Task<bool> PageAsync(string storefront, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var until = Month.PositionOf(now.AddDays(-settings.Value.MissingAfterDays));
        var since = settings.Value.Since ?? DateTimeOffset.UnixEpoch;
        var book = await db.StorefrontBooks.FirstOrDefaultAsync(x => x.StorefrontId == storefront, cancellation);
        var from = book?.ReconciledUntil ?? Guid.Empty;
        var page = await db
            .Postings.AsNoTracking()
            .Where(x => x.Position > from && x.Position < until)
            .Where(x => x.StorefrontId == storefront && x.What == InBooks.Succeeded && x.PartId != null)
            .OrderBy(x => x.Position)
            .Take(PageSize)
            .Include(x => x.Lines)
            .ToListAsync(cancellation);
        var isLast = page.Count < PageSize;
        if (from >= until)
        {
            return false;
        }
        book = await Book.TakeAsync(db, storefront, cancellation);
        // Nobody dates a success back: what is behind the last page need not be looked at again.
        book.ReconciledUntil = isLast ? until : page[^1].Position;
        var accounts = settings.Value.TenderWords.Select(Accounts.Clearing).ToHashSet();
        var waiting = page.Where(x => x.At >= since)
            .Select(x => (Posting: x, Line: x.Lines.Find(y => y.Amount < 0 && accounts.Contains(y.Account))))
            .Where(x => x.Line is not null)
            .ToDictionary(x => x.Posting.PartId!.Value, x => (x.Posting, Line: x.Line!));
        var parts = await UnsettledAsync([.. waiting.Keys], cancellation);
        foreach (var part in parts)
        {
            var (posting, line) = waiting[part.Id];
            var days = (now - posting.At).TotalDays;
            db.Discrepancies.Add(
                Missing(part, line, $"It succeeded {days:0} days ago, and no file has settled it.", now)
            );
        }
        return !isLast;
    }

    private async Task<List<RefundPart>> UnsettledAsync(List<Guid> ids, CancellationToken cancellation) =>
        await db
            .RefundParts.AsNoTracking()
            .Where(x => ids.Contains(x.Id))
            .Where(x => !db.SettledParts.Any(y => y.PartId == x.Id && y.Type == RowType.Refund))
            .ToListAsync(cancellation);

    private static Discrepancy Missing(RefundPart part, PostingLine line, string detail, DateTimeOffset now) =>
        new()
        {
            Id = Discrepancy.IdOf(part.Id, DiscrepancyKind.MissingAtProvider),
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
