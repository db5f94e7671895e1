namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>Inspect the units of a return. When repeated after the inspection is done, <see cref="InspectionCompleted"/> is published again.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="InspectionId">The command's key, derived from the return and the round.</param>
/// <param name="Round">1 for the first inspection of a return.</param>
/// <param name="OrderNumber">The storefront's number of the return's first order.</param>
/// <param name="RmaNumber">The number on the label.</param>
/// <param name="Units">The units to inspect, at least one.</param>
/// <param name="Dispositions">The disposition rules that the units name.</param>
/// <param name="IsOverdue">True: the time for the verdict is over. Without a verdict, the answer is then <see cref="UnitsNotJudged"/>.</param>
public sealed record InspectUnits(
    Guid ReturnId,
    string StorefrontId,
    Guid InspectionId,
    int Round,
    string OrderNumber,
    string RmaNumber,
    IReadOnlyList<UnitToInspect> Units,
    IReadOnlyList<GradeDispositions> Dispositions,
    bool IsOverdue = false
);
