namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>The first unit of a return was scanned in a receipt. Published for a later receipt as well, unless an earlier one is still open.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ReceiptId">The receipt: the id that the scanning device generated.</param>
/// <param name="At">When the unit was scanned, UTC.</param>
/// <param name="By">The id of the person who scanned the unit.</param>
/// <param name="ByName">The name of that person.</param>
public sealed record ReceiptOpened(
    Guid ReturnId,
    string StorefrontId,
    Guid ReceiptId,
    DateTimeOffset At,
    string? By = null,
    string? ByName = null
);
