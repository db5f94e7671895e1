namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// Stop expecting goods of a return. Answered with <see cref="ParcelNotSeen"/> when nothing has arrived, otherwise with
/// <see cref="ReceiptClosed"/>; while units of the return are in an open receipt, the answer comes when that receipt is closed.
/// </summary>
/// <param name="ReturnId">The return, and with <paramref name="Revision"/> the command's key.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="Revision">
/// The revision of the <see cref="ExpectParcel"/> that this command ends, or a higher one. Ignored when a higher revision is known.
/// </param>
public sealed record StopExpectingParcel(Guid ReturnId, string StorefrontId, int Revision);
