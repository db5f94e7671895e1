namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>A parcel of the return held units that were not expected. For the timeline only.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ReceiptId">The receipt: the id that the scanning device generated.</param>
/// <param name="Outcome"><c>over</c> (more than expected) or <c>wrong_item</c>.</param>
/// <param name="UnitIds">One id for each unit of the scan.</param>
/// <param name="At">When the units were scanned, UTC.</param>
/// <param name="By">The id of the person who scanned them.</param>
/// <param name="ByName">The name of that person.</param>
public sealed record UnexpectedUnitFound(
    Guid ReturnId,
    string StorefrontId,
    Guid ReceiptId,
    string Outcome,
    IReadOnlyList<Guid> UnitIds,
    DateTimeOffset At,
    string? By = null,
    string? ByName = null
);
