using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// Marks a part, or its reversal, as settled: the key makes the second row of it a duplicate, whoever imports it.
/// </summary>
internal sealed class SettledPart : IStorefrontOwned
{
    /// <summary>The part, the adjustment or the collection.</summary>
    public Guid PartId { get; init; }

    /// <summary><c>refund</c>, <c>refund_failure</c>, <c>chargeback</c> or <c>chargeback_won</c>.</summary>
    public required string Type { get; init; }

    public required string StorefrontId { get; init; }

    public Guid RowId { get; init; }
}
