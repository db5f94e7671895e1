namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// Record whose payment it is: its order was the first to report money captured with it. The disputes that wait for the payment are
/// recorded for that storefront. Nothing happens if Refund knows its owner.
/// </summary>
/// <param name="StorefrontId">The storefront.</param>
/// <param name="Payment">The payment's reference at the provider.</param>
public sealed record NamePaymentOwner(string StorefrontId, string Payment);
