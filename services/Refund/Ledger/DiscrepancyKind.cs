namespace AfterSalesMesh.Refund.Ledger;

/// <summary>The kinds of discrepancies.</summary>
internal static class DiscrepancyKind
{
    /// <summary>A refund that succeeded, and was not settled within the days that it may take.</summary>
    public const string MissingAtProvider = "missing_at_provider";

    /// <summary>A settlement of what is no refund of ours that succeeded.</summary>
    public const string MissingWithUs = "missing_with_us";

    public const string Amount = "amount";

    public const string Currency = "currency";

    /// <summary>Settled before by another row.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Settled, and later than it may be.</summary>
    public const string Late = "late";

    /// <summary>
    /// More was refunded, or submitted, than the payment's cap allows: a chargeback or a refund elsewhere has lowered it
    /// meanwhile.
    /// </summary>
    public const string OverRefunded = "over_refunded";

    /// <summary>A reversed refund that no return knows.</summary>
    public const string OrphanReversal = "orphan_reversal";

    /// <summary>A customer has paid more than was to be collected, or after the collection had failed.</summary>
    public const string Overpaid = "overpaid";

    /// <summary>A collection was paid by a payment that belongs to another storefront.</summary>
    public const string ForeignPayment = "foreign_payment";
}
