using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

internal sealed class KnownParts(
    IReadOnlyDictionary<Guid, PartInBooks> parts,
    ILookup<string, Guid> byProvider,
    IReadOnlyDictionary<Guid, Discrepancy> missing,
    IReadOnlyDictionary<string, AdjustmentInBooks> adjustments,
    IReadOnlyDictionary<string, AdjustmentInBooks> collected
)
{
    /// <summary>A customer's payment for something else than a payment link of ours.</summary>
    public bool IsForeignPayment(SettledRow row) => row.Type == RowType.Payment && Collected(row) is null;

    /// <summary>By our id, else by the provider's if it means one only.</summary>
    public Known Find(SettledRow row) =>
        row.Type == RowType.Payment ? new Known(null, Collected(row))
        : row.PartId is { } id && parts.TryGetValue(id, out var ours) ? new Known(ours)
        : row.ProviderRefund is not { } refund ? default
        : byProvider[refund].Take(2).ToList() is [var one] ? new Known(parts[one])
        : new Known(
            null,
            adjustments.GetValueOrDefault(
                row.Type == RowType.ChargebackWon ? PaymentAdjustment.ReversalOf(refund) : refund
            )
        );

    private AdjustmentInBooks? Collected(SettledRow row) =>
        collected.GetValueOrDefault(row.Payment ?? "") ?? collected.GetValueOrDefault(row.ProviderRefund ?? "");

    /// <summary>That the part was found to be missing at the provider.</summary>
    public Discrepancy? Missing(Guid part) => missing.GetValueOrDefault(part);
}
