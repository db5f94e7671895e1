using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>
/// Records an adjustment for money that a settlement file shows but nobody reported: a chargeback, a won chargeback, or a refund made
/// elsewhere.
/// </summary>
internal sealed class ResolutionAdjustments(
    RefundDb db,
    Adjustments adjustments,
    OverCapParts overCapParts,
    PaymentOwnership ownership
)
{
    /// <param name="exception">The exception that is resolved.</param>
    /// <param name="resolution">A resolution that changes a cap.</param>
    /// <param name="payment">The payment whose cap it changes.</param>
    /// <param name="by">The person who resolves it.</param>
    /// <param name="now">The time of the resolution.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <returns>The reason for a refusal, or the movement that the exception's row settles.</returns>
    public async Task<(string? Refused, MoneyMovement Movement)> RecordAsync(
        Discrepancy exception,
        string resolution,
        string payment,
        string by,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var found = new PaymentAdjustment
        {
            Id = DerivedId.From(exception.Id, "adjustment"),
            StorefrontId = exception.StorefrontId,
            PaymentReference = payment,
            Kind = resolution == Resolutions.RefundElsewhere ? AdjustmentKind.RefundedElsewhere : resolution,
            Amount = exception.Found!.Value,
            Currency = exception.FoundCurrency!,
            // The provider's reference, so that another report of the same event does not count twice. A second settlement of one refund is a different event.
            Reference = exception is not { Kind: DiscrepancyKind.MissingWithUs, Reference: { } reference }
                ? $"{PaymentAdjustment.OwnPrefix}settlement-row:{exception.RowId}"
                : reference,
            At = now,
            By = by,
        };
        var flaw =
            await ownership.BelongsToAnotherAsync(found.StorefrontId, payment, cancellation)
                ? $"There is no payment {payment} of this storefront."
            : found.Kind == AdjustmentKind.ChargebackWon ? await adjustments.CheckWonAsync(found, cancellation)
            : null;
        if (flaw is not null)
        {
            return (flaw, MoneyMovement.Of(found, null));
        }
        var (recorded, changed) = await adjustments.RecordAsync(found, null, cancellation);
        await overCapParts.CancelAsync([changed], now, cancellation);
        var movement = MoneyMovement.Of(recorded, await ClearingAccountAsync(recorded, cancellation));
        flaw =
            !recorded.IsSameAs(found)
                ? $"{found.Reference} was already reported as a {recorded.Kind} of {recorded.Amount} {recorded.Currency}."
            : changed.Currency != found.Currency
                ? $"The payment {payment} is in {changed.Currency}, but this amount is in {found.Currency}."
            : await db.PartSettlements.AnyAsync(
                x => x.PartId == movement.Id && x.Type == movement.RowType,
                cancellation
            )
                ? $"Another row has already settled {found.Reference}."
            : null;
        if (flaw is null)
        {
            db.PartSettlements.Add(
                new PartSettlement
                {
                    PartId = recorded.Id,
                    Type = movement.RowType,
                    StorefrontId = exception.StorefrontId,
                    RowId = exception.RowId!.Value,
                }
            );
        }
        return (flaw, movement);
    }

    /// <summary>The clearing account of the adjustment's posting, which may be part of this commit.</summary>
    private async Task<string?> ClearingAccountAsync(PaymentAdjustment adjustment, CancellationToken cancellation)
    {
        var posting = db.Postings.Local.FindEntry(adjustment.PostingId)?.Entity;
        return posting?.Lines.Find(ClearingPosting.IsClearing)?.Account
            ?? (await ClearingPosting.FindAsync(db, [adjustment.PostingId], cancellation))
                .Values.FirstOrDefault()
                ?.Account;
    }
}
