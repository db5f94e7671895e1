namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>One unit that arrived for a line of the return.</summary>
/// <param name="UnitId">The unit's id, the same from its scan to its disposition.</param>
/// <param name="OrderNumber">The order that the line belongs to.</param>
/// <param name="LineId">The order line that the unit was matched to.</param>
/// <param name="Sku">The storefront's SKU.</param>
public sealed record ReceivedUnit(Guid UnitId, string OrderNumber, string LineId, string Sku);
