namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// Stop expecting the parcel of a return that is about to end without its goods. Answered with <see cref="ParcelNotSeen"/>,
/// after which none of its units counts as expected, or with <see cref="ReceiptClosed"/> when units of it have arrived.
/// </summary>
/// <param name="ReturnId">The return, and the command's key.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
public sealed record StopExpectingParcel(Guid ReturnId, string StorefrontId);
