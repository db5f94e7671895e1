namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>The first unit of a return lies on the receiving table.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="ReceiptId">The receipt, made by the scanning device.</param>
/// <param name="At">When it was scanned, UTC.</param>
public sealed record ReceiptOpened(Guid ReturnId, string StorefrontId, Guid ReceiptId, DateTimeOffset At);
