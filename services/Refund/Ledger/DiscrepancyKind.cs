namespace AfterSalesMesh.Refund.Ledger;

/// <summary>The kinds of discrepancies.</summary>
internal static class DiscrepancyKind
{
    /// <summary>A refund succeeded and was not settled in time.</summary>
    public const string MissingAtProvider = "missing_at_provider";

    /// <summary>A settlement that matches no succeeded refund of ours.</summary>
    public const string MissingWithUs = "missing_with_us";

    public const string Amount = "amount";

    public const string Currency = "currency";

    /// <summary>Already settled by another row.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Settled too late.</summary>
    public const string Late = "late";

    /// <summary>More was refunded or submitted than the payment's cap allows, because the cap fell meanwhile.</summary>
    public const string OverRefunded = "over_refunded";

    /// <summary>A reversed refund that no return has.</summary>
    public const string OrphanReversal = "orphan_reversal";

    /// <summary>A customer has paid more than the collection's amount, or after the collection had failed.</summary>
    public const string Overpaid = "overpaid";

    /// <summary>A collection was paid by a payment that belongs to another storefront.</summary>
    public const string ForeignPayment = "foreign_payment";
}
