using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>
/// Records an adjustment for what a settlement file shows and nobody reported: a chargeback, one that was won, or a refund made
/// elsewhere.
/// </summary>
internal sealed class ResolutionAdjustments(RefundDb db, Adjustments adjustments, PaymentOwnership ownership)
{
    /// <param name="exception">What was found.</param>
    /// <param name="resolution">One that moves a cap.</param>
    /// <param name="payment">Whose cap it moves.</param>
    /// <param name="by">Who resolves it.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Why it can't be, or what the exception's row has settled with it.</returns>
    public async Task<(string? Refused, BookedMovement Told)> RunAsync(
        Discrepancy exception,
        string resolution,
        string payment,
        string by,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var told = new PaymentAdjustment
        {
            Id = DerivedId.From(exception.Id, "adjustment"),
            StorefrontId = exception.StorefrontId,
            PaymentReference = payment,
            Kind = Resolution.KindOf(resolution),
            Amount = exception.Found!.Value,
            Currency = exception.FoundCurrency!,
            // By the provider's name it counts once, whoever tells it too; a second settlement of one refund is another event.
            Reference =
                exception is not { Kind: DiscrepancyKind.MissingWithUs, Reference: { } reference }
                    ? $"settlement-row:{exception.RowId}"
                : resolution == Resolution.ChargebackReversed ? PaymentAdjustment.ReversalOf(reference)
                : reference,
            At = now,
            By = by,
        };
        var strange =
            await ownership.IsForeignAsync(told.StorefrontId, payment, cancellation)
                ? $"There is no payment {payment} of this storefront."
            : told.Kind == PaymentAdjustment.ChargebackReversed ? await adjustments.WhyNotAsync(told, cancellation)
            : null;
        if (strange is not null)
        {
            return (strange, ClearingLookup.Of(told, null));
        }
        var (taken, moved) = await adjustments.RecordAsync(told, null, cancellation);
        var books = ClearingLookup.Of(taken, await ClearingAsync(taken, cancellation));
        var refused =
            !taken.IsSameAs(told)
                ? $"We were told of {told.Reference} before, as a {taken.Kind} of {taken.Amount} {taken.Currency}."
            : moved.Currency != told.Currency
                ? $"The payment {payment} is in {moved.Currency}, and this is in {told.Currency}."
            : await IsSettledAsync(books, cancellation) ? $"{told.Reference} was settled before, by another row."
            : null;
        if (refused is null)
        {
            // Its key keeps another row of it, or another resolution, from settling it as well.
            db.SettledParts.Add(
                new SettledPart
                {
                    PartId = taken.Id,
                    Type = books.RowType,
                    StorefrontId = exception.StorefrontId,
                    RowId = exception.RowId!.Value,
                }
            );
        }
        return (refused, books);
    }

    /// <summary>Where it waits: as posted just now, or when it was told.</summary>
    private async Task<string?> ClearingAsync(PaymentAdjustment taken, CancellationToken cancellation) =>
        db.Postings.Local.FindEntry(taken.PostingId)?.Entity.Lines.Find(ClearingLookup.IsClearing)?.Account
        ?? (await ClearingLookup.ClearingAsync(db, [taken.PostingId], cancellation))
            .GetValueOrDefault(taken.PostingId)
            .Line?.Account;

    private Task<bool> IsSettledAsync(BookedMovement told, CancellationToken cancellation) =>
        db.SettledParts.AnyAsync(x => x.PartId == told.Id && x.Type == told.RowType, cancellation);
}
