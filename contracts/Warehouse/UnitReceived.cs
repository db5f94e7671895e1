namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>Expected units of one order line were scanned. News for the timeline: what counts is <see cref="ReceiptClosed"/>.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="ReceiptId">The receipt.</param>
/// <param name="LineId">The order line.</param>
/// <param name="UnitIds">One id for each unit of the scan.</param>
/// <param name="At">When it was scanned, UTC.</param>
public sealed record UnitReceived(
    Guid ReturnId,
    string StorefrontId,
    Guid ReceiptId,
    string LineId,
    IReadOnlyList<Guid> UnitIds,
    DateTimeOffset At
);
