using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>A posting whose amount is on a clearing account until it is settled.</summary>
/// <param name="Account">The clearing account.</param>
/// <param name="Amount">Minor units; positive: owed to the provider.</param>
/// <param name="At">When it was posted.</param>
internal sealed record ClearingPosting(string Account, long Amount, DateTimeOffset At)
{
    /// <summary>The id of the posting of a refund part's success.</summary>
    public static Guid SuccessOf(Guid part) => DerivedId.From(part, $"posting-{RefundStatus.Succeeded}");

    /// <summary>Finds those of the given postings that have a line on a clearing account, by their id.</summary>
    public static async Task<Dictionary<Guid, ClearingPosting>> FindAsync(
        RefundDb db,
        List<Guid> ids,
        CancellationToken cancellation
    )
    {
        var postings = await db
            .Postings.AsNoTracking()
            .Where(x => ids.Contains(x.Id))
            .Include(x => x.Lines)
            .ToListAsync(cancellation);
        return postings
            .SelectMany(x => x.Lines.FindAll(IsClearing), (posting, line) => (posting, line))
            .ToDictionary(x => x.posting.Id, x => new ClearingPosting(x.line.Account, -x.line.Amount, x.posting.At));
    }

    public static bool IsClearing(PostingLine line) =>
        line.Account.StartsWith(Accounts.Clearing(""), StringComparison.Ordinal);
}
