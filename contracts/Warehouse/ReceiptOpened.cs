namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>The first unit of a return was scanned in a receipt; again for a later one, unless another is still open.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ReceiptId">The receipt, as numbered by the scanning device.</param>
/// <param name="At">When it was scanned, UTC.</param>
/// <param name="By">The id of the person who scanned it.</param>
/// <param name="ByName">The name of that person.</param>
public sealed record ReceiptOpened(
    Guid ReturnId,
    string StorefrontId,
    Guid ReceiptId,
    DateTimeOffset At,
    string? By = null,
    string? ByName = null
);
