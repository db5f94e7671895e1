namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>One unit to be judged.</summary>
/// <param name="UnitId">The unit.</param>
/// <param name="LineId">The order line.</param>
/// <param name="Sku">The shop's article number.</param>
/// <param name="Reason">Why the customer sent it, a word of the storefront's policy.</param>
public sealed record UnitToInspect(Guid UnitId, string LineId, string Sku, string Reason);
