using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Finds what waits on clearing accounts for a settlement.</summary>
internal static class ClearingLookup
{
    public const string Succeeded = "succeeded";

    public static Guid SuccessOf(Guid part) => DerivedId.From(part, $"posting-{Succeeded}");

    /// <summary>The clearing line of each of these postings.</summary>
    public static async Task<Dictionary<Guid, (Posting Posting, PostingLine Line)>> ClearingAsync(
        RefundDb db,
        List<Guid> postings,
        CancellationToken cancellation
    )
    {
        if (postings.Count == 0)
        {
            return [];
        }
        var found = await db
            .Postings.AsNoTracking()
            .Where(x => postings.Contains(x.Id))
            .Include(x => x.Lines)
            .ToListAsync(cancellation);
        return found
            .Select(x => (Posting: x, Line: x.Lines.Find(IsClearing)))
            .Where(x => x.Line is not null)
            .ToDictionary(x => x.Posting.Id, x => (x.Posting, x.Line!));
    }

    /// <summary>
    /// A chargeback, and its coming back, wait on the account they were posted to, whatever is said of the payment since; of a refund made
    /// elsewhere nothing is posted before it is settled.
    /// </summary>
    public static BookedMovement Of(PaymentAdjustment it, string? clearing) =>
        it.Kind == PaymentAdjustment.RefundedElsewhere
            ? new(it.Id, RowType.Refund, it.PaymentReference, it.Amount, it.Currency, Accounts.Returns)
            : new(
                it.Id,
                it.Kind == PaymentAdjustment.Chargeback ? RowType.Chargeback : RowType.ChargebackWon,
                it.PaymentReference,
                it.Amount,
                it.Currency,
                clearing ?? Accounts.Chargebacks
            );

    /// <summary>
    /// What a payment link has collected waits on the clearing account; of one that failed before it was paid, all that came.
    /// </summary>
    public static BookedMovement Of(Collection it) =>
        new(
            it.Id,
            RowType.Payment,
            it.PaymentReference!,
            it.Status == CollectionStatus.Collected ? it.Amount : it.Received,
            it.Currency,
            CollectionPostings.Clearing
        )
        {
            ReturnId = it.ReturnId,
        };

    public static bool IsClearing(PostingLine line) =>
        line.Account.StartsWith(Accounts.Clearing(""), StringComparison.Ordinal);
}
