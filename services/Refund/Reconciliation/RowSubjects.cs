using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

internal sealed class RowSubjects(
    IReadOnlyDictionary<Guid, BookedPart> parts,
    ILookup<string, Guid> byProvider,
    IReadOnlyDictionary<Guid, Discrepancy> missing,
    IReadOnlyDictionary<string, BookedMovement> adjustments,
    IReadOnlyDictionary<string, BookedMovement> collected
)
{
    /// <summary>A customer's payment for something else than a payment link of ours.</summary>
    public bool IsForeignPayment(ParsedRow row) => row.Type == RowType.Payment && Collected(row) is null;

    /// <summary>By our id, else by the provider's if it means one only.</summary>
    public RowSubject Find(ParsedRow row) =>
        row.Type == RowType.Payment ? new RowSubject(null, Collected(row))
        : row.PartId is { } id && parts.TryGetValue(id, out var ours) ? new RowSubject(ours)
        : row.ProviderRefund is not { } refund ? default
        : byProvider[refund].Take(2).ToList() is [var one] ? new RowSubject(parts[one])
        : new RowSubject(
            null,
            adjustments.GetValueOrDefault(
                row.Type == RowType.ChargebackWon ? PaymentAdjustment.ReversalOf(refund) : refund
            )
        );

    private BookedMovement? Collected(ParsedRow row) =>
        collected.GetValueOrDefault(row.Payment ?? "") ?? collected.GetValueOrDefault(row.ProviderRefund ?? "");

    /// <summary>That the part was found to be missing at the provider.</summary>
    public Discrepancy? Missing(Guid part) => missing.GetValueOrDefault(part);
}
