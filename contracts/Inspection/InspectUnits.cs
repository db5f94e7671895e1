namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>Units wait for a verdict. Told again, an inspection that is done answers with <see cref="InspectionCompleted"/>.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="InspectionId">The command's key, derived from the return and the round.</param>
/// <param name="Round">1 for the first inspection of a return.</param>
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="RmaNumber">The number on the label.</param>
/// <param name="Units">At least one.</param>
public sealed record InspectUnits(
    Guid ReturnId,
    string StorefrontId,
    Guid InspectionId,
    int Round,
    string OrderNumber,
    string RmaNumber,
    IReadOnlyList<UnitToInspect> Units
);
