namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// A receipt of a return was closed, and nothing is settled until the rest comes or is no longer expected: then
/// <see cref="ReceiptClosed"/> is published. Published again whenever <see cref="ExpectParcel"/> is repeated.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ReceiptId">The last receipt closed in this way: the id that the scanning device generated.</param>
/// <param name="At">When the receipt was closed, UTC.</param>
public sealed record RestAwaited(Guid ReturnId, string StorefrontId, Guid ReceiptId, DateTimeOffset At);
