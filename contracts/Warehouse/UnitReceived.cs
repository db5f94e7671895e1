namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>Expected units of one order line were scanned. For the timeline only: <see cref="ReceiptClosed"/> settles what arrived.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ReceiptId">The receipt, as numbered by the scanning device.</param>
/// <param name="LineId">The order line.</param>
/// <param name="UnitIds">One id for each unit of the scan.</param>
/// <param name="At">When it was scanned, UTC.</param>
/// <param name="By">The id of the person who scanned them.</param>
/// <param name="ByName">The name of that person.</param>
public sealed record UnitReceived(
    Guid ReturnId,
    string StorefrontId,
    Guid ReceiptId,
    string LineId,
    IReadOnlyList<Guid> UnitIds,
    DateTimeOffset At,
    string? By = null,
    string? ByName = null
);
