namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// Stop expecting goods of a return. Answered with <see cref="ParcelNotSeen"/> when nothing of it has arrived, otherwise with
/// <see cref="ReceiptClosed"/>; while units of it lie on an open receipt, closing that receipt is the answer.
/// </summary>
/// <param name="ReturnId">The return, and with <paramref name="Revision"/> the command's key.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="Revision">
/// The revision of <see cref="ExpectParcel"/> that it ends, or a higher one. It is ignored when a higher one is known.
/// </param>
public sealed record StopExpectingParcel(Guid ReturnId, string StorefrontId, int Revision);
