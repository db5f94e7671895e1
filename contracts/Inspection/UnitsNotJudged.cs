namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>The inspector has not given a verdict on the units: the answer to an overdue <see cref="InspectUnits"/>.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="InspectionId">The inspection.</param>
/// <param name="Round">The round of that command.</param>
public sealed record UnitsNotJudged(Guid ReturnId, string StorefrontId, Guid InspectionId, int Round);
