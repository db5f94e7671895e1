namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>An inspection is done: the verdict on each of its units.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="InspectionId">The key of the <see cref="InspectUnits"/> that it answers.</param>
/// <param name="Round">The round of that command.</param>
/// <param name="Units">All units of the command.</param>
/// <param name="At">When the verdict was given, UTC.</param>
/// <param name="By">The id of the person who gave it.</param>
/// <param name="ByName">The name of that person.</param>
public sealed record InspectionCompleted(
    Guid ReturnId,
    string StorefrontId,
    Guid InspectionId,
    int Round,
    IReadOnlyList<UnitVerdict> Units,
    DateTimeOffset At,
    string? By = null,
    string? ByName = null
);
