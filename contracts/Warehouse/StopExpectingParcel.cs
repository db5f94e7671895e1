namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// The return is about to end without its goods. Answered with <see cref="ParcelNotSeen"/> (nothing of it will be taken
/// as expected any more), or, when units of it have come, with the <see cref="ReceiptClosed"/> of their receipt.
/// </summary>
/// <param name="ReturnId">The return, and the command's key.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
public sealed record StopExpectingParcel(Guid ReturnId, string StorefrontId);
