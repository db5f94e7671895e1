namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>One unit that came and was expected.</summary>
/// <param name="UnitId">The unit, from its scan to its disposition.</param>
/// <param name="LineId">The order line it was matched to.</param>
/// <param name="Sku">The shop's article number.</param>
public sealed record ReceivedUnit(Guid UnitId, string LineId, string Sku);
