using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>
/// Finds succeeded refunds that no file has settled within the days that it may take. Each is checked once.
/// </summary>
internal sealed class MissingRefundFinder(RefundDb db, IOptions<SettlementSettings> settings, TimeProvider time)
{
    private const int PageSize = 500;

    // A posting of now is committed within minutes, by a clock that may be slightly off: it may come after later ones.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    /// <param name="storefront">Whose.</param>
    /// <param name="pages">So many at most: who waits for an answer does not wait for years of refunds, the watch goes on.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(string storefront, int pages, CancellationToken cancellation)
    {
        for (Guid? from = Guid.Empty; from is not null && pages > 0; pages--)
        {
            await Conflicts.AgainAsync(
                db,
                async () =>
                {
                    var next = await PageAsync(storefront, from.Value, cancellation);
                    await db.SaveChangesAsync(cancellation);
                    from = next;
                },
                cancellation
            );
        }
    }

    /// <param name="storefront">Whose.</param>
    /// <param name="from">How far this run has come.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How far it has come with this page; null: there are no more.</returns>
    private async Task<Guid?> PageAsync(string storefront, Guid from, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var until = Month.PositionOf(now.AddDays(-settings.Value.MissingAfterDays));
        var settled = Earlier(until, Month.PositionOf(now - Settled));
        var since = settings.Value.Since ?? DateTimeOffset.UnixEpoch;
        var book = await db.StorefrontBooks.FirstOrDefaultAsync(x => x.StorefrontId == storefront, cancellation);
        var done = book?.ReconciledUntil ?? Guid.Empty;
        from = Later(from, done);
        var page = await db
            .Postings.AsNoTracking()
            .Where(x => x.Position > from && x.Position < until)
            .Where(x => x.StorefrontId == storefront && x.What == ClearingLookup.Succeeded && x.PartId != null)
            .OrderBy(x => x.Position)
            .Take(PageSize)
            .Include(x => x.Lines)
            .ToListAsync(cancellation);
        if (from >= until)
        {
            return null;
        }
        Guid? next = page.Count < PageSize ? null : page[^1].Position;
        book = await Book.TakeAsync(db, storefront, cancellation);
        // Nobody dates a success back: what is behind the last page need not be looked at again.
        book.ReconciledUntil = Later(done, Earlier(next ?? until, settled));
        var accounts = settings.Value.TenderWords.Select(Accounts.Clearing).ToHashSet();
        var waiting = page.Where(x => x.At >= since)
            .Select(x => (Posting: x, Line: x.Lines.Find(y => y.Amount < 0 && accounts.Contains(y.Account))))
            .Where(x => x.Line is not null)
            .ToDictionary(x => x.Posting.PartId!.Value, x => (x.Posting, Line: x.Line!));
        var parts = await UnsettledAsync([.. waiting.Keys], cancellation);
        var known = await KnownAsync(parts, cancellation);
        foreach (var part in parts.Where(x => !known.Contains(IdOf(x))))
        {
            var (posting, line) = waiting[part.Id];
            var days = (now - posting.At).TotalDays;
            db.Discrepancies.Add(
                Missing(part, line, $"It succeeded {days:0} days ago, and no file has settled it.", now)
            );
        }
        return next;
    }

    private async Task<List<RefundPart>> UnsettledAsync(List<Guid> ids, CancellationToken cancellation) =>
        await db
            .RefundParts.AsNoTracking()
            .Where(x => ids.Contains(x.Id))
            .Where(x => !db.SettledParts.Any(y => y.PartId == x.Id && y.Type == RowType.Refund))
            .ToListAsync(cancellation);

    /// <summary>Those found before.</summary>
    private async Task<HashSet<Guid>> KnownAsync(List<RefundPart> parts, CancellationToken cancellation)
    {
        var ids = parts.ConvertAll(IdOf);
        return await db.Discrepancies.Where(x => ids.Contains(x.Id)).Select(x => x.Id).ToHashSetAsync(cancellation);
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
