namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// A payment belongs to a storefront, because its order was the first to report money captured with it. Disputes that waited for the
/// payment are recorded. Nothing happens if Refund knows its owner.
/// </summary>
/// <param name="StorefrontId">The storefront.</param>
/// <param name="Payment">The payment's reference at the provider.</param>
public sealed record NamePaymentOwner(string StorefrontId, string Payment);
