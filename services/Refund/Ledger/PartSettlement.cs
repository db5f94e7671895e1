using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// Marks a part, a reversal, an adjustment or a collection as settled; its key prevents a second row from settling it again.
/// </summary>
internal sealed class PartSettlement : IStorefrontOwned
{
    /// <summary>The part, the adjustment or the collection.</summary>
    public Guid PartId { get; init; }

    /// <summary><c>refund</c>, <c>refund_reversal</c>, <c>chargeback</c> or <c>chargeback_won</c>.</summary>
    public required string Type { get; init; }

    public required string StorefrontId { get; init; }

    public Guid RowId { get; init; }
}
