namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The refunds that a second person must approve: <c>Refund</c> in the configuration.</summary>
internal sealed class ApprovalSettings
{
    /// <summary>The limit up to which an order may be refunded without approval, by currency, in minor units. Other currencies have no limit.</summary>
    public Dictionary<string, long> ApproveAbove { get; } = new(StringComparer.OrdinalIgnoreCase);
}
