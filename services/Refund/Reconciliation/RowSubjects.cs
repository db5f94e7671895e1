using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>The refunds, adjustments and collections that a batch of rows may be about.</summary>
internal sealed class RowSubjects(
    IReadOnlyDictionary<Guid, PostedPart> parts,
    ILookup<string, Guid> byProvider,
    IReadOnlyDictionary<Guid, Discrepancy> missing,
    ILookup<string, MoneyMovement> adjustments,
    IReadOnlyDictionary<string, MoneyMovement> collections
)
{
    /// <summary>Whether the row is a customer's payment that was not made through a payment link of ours.</summary>
    public bool IsForeignPayment(ParsedRow row) => row.Type == RowType.Payment && FindCollection(row) is null;

    /// <summary>The subject of a row, by our id, else by the provider's id if only one has it.</summary>
    public RowSubject Find(ParsedRow row) =>
        row.Type == RowType.Payment ? new RowSubject(null, FindCollection(row))
        : row.PartId is { } id && parts.TryGetValue(id, out var ours) ? new RowSubject(ours)
        : row.ProviderRefund is not { } refund ? default
        : byProvider[refund].Take(2).ToList() is [var one] ? new RowSubject(parts[one])
        : new RowSubject(
            null,
            adjustments[row.Type == RowType.ChargebackWon ? PaymentAdjustment.ReversalOf(refund) : refund]
                .MaxBy(x => x.Currency == row.Currency)
        );

    private MoneyMovement? FindCollection(ParsedRow row) =>
        collections.GetValueOrDefault(row.Payment ?? "") ?? collections.GetValueOrDefault(row.ProviderRefund ?? "");

    /// <summary>The exception of a part that was missing at the provider.</summary>
    public Discrepancy? Missing(Guid part) => missing.GetValueOrDefault(part);
}
