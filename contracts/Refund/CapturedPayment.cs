namespace AfterSalesMesh.Contracts.Refund;

/// <summary>A payment of the order: what was captured and what was refunded.</summary>
/// <param name="Reference">The payment's reference at the provider.</param>
/// <param name="Method">How it was paid, for example <c>card</c>.</param>
/// <param name="Captured">The captured amount, in minor units of the order's currency.</param>
/// <param name="Refunded">The amount refunded elsewhere, outside of this product, in minor units.</param>
/// <param name="Owner">The storefront whose order was the first to report money captured with this payment, if it is not the order's storefront. Null: the order's storefront.</param>
public sealed record CapturedPayment(
    string Reference,
    string Method,
    long Captured,
    long Refunded = 0,
    string? Owner = null
);
