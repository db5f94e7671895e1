namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>One unit to inspect.</summary>
/// <param name="UnitId">The unit.</param>
/// <param name="LineId">The order line.</param>
/// <param name="Sku">The storefront's SKU.</param>
/// <param name="Reason">The customer's reason, one of the reasons in the storefront's policy.</param>
/// <param name="Category">The storefront's category of the article; null: none was given.</param>
/// <param name="DispositionRule">The rule of <see cref="InspectUnits.Dispositions"/> that decides the unit's disposition.</param>
/// <param name="OrderNumber">The order of the line; null: the command's.</param>
public sealed record UnitToInspect(
    Guid UnitId,
    string LineId,
    string Sku,
    string Reason,
    string? Category,
    string DispositionRule,
    string? OrderNumber = null
);
