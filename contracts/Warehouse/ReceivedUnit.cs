namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>One expected unit that arrived.</summary>
/// <param name="UnitId">The unit, from its scan to its disposition.</param>
/// <param name="LineId">The order line it was matched to.</param>
/// <param name="Sku">The storefront's SKU.</param>
public sealed record ReceivedUnit(Guid UnitId, string LineId, string Sku);
