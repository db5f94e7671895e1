namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// A receipt of a return was closed, and nothing of it is settled until the rest comes or is no longer expected: then
/// <see cref="ReceiptClosed"/> tells it. Published again whenever <see cref="ExpectParcel"/> is repeated.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ReceiptId">The last such receipt, as numbered by the scanning device.</param>
/// <param name="At">When it was closed, UTC.</param>
public sealed record RestAwaited(Guid ReturnId, string StorefrontId, Guid ReceiptId, DateTimeOffset At);
