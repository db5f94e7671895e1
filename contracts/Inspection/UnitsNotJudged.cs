namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>The units are with the inspector, and there is no verdict: the answer to an <see cref="InspectUnits"/> whose time is over.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="InspectionId">The inspection.</param>
/// <param name="Round">The round of that command.</param>
public sealed record UnitsNotJudged(Guid ReturnId, string StorefrontId, Guid InspectionId, int Round);
