namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>Every unit of an inspection has its verdict, as one snapshot.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="InspectionId">The key of the command it answers.</param>
/// <param name="Round">The round of the command it answers.</param>
/// <param name="Units">All units of the command.</param>
/// <param name="At">When the verdict was given, UTC.</param>
/// <param name="By">Who gave it: the inspector's person id.</param>
public sealed record InspectionCompleted(
    Guid ReturnId,
    string StorefrontId,
    Guid InspectionId,
    int Round,
    IReadOnlyList<UnitVerdict> Units,
    DateTimeOffset At,
    string? By = null
);
