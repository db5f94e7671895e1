namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Which refunds a second person must approve: <c>Refund</c> in the configuration.</summary>
internal sealed class ApprovalSettings
{
    /// <summary>By currency, in minor units: how much of an order may be refunded without approval. Other currencies have no limit.</summary>
    public Dictionary<string, long> ApproveAbove { get; } = new(StringComparer.OrdinalIgnoreCase);
}
