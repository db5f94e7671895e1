namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>A parcel of the return held something that was not asked for. News for the timeline.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="ReceiptId">The receipt.</param>
/// <param name="Outcome"><c>over</c> (more than asked for) or <c>wrong_item</c>.</param>
/// <param name="UnitIds">One id for each unit of the scan.</param>
/// <param name="At">When it was scanned, UTC.</param>
public sealed record UnexpectedUnitFound(
    Guid ReturnId,
    string StorefrontId,
    Guid ReceiptId,
    string Outcome,
    IReadOnlyList<Guid> UnitIds,
    DateTimeOffset At
);
