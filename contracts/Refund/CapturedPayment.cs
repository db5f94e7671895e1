namespace AfterSalesMesh.Contracts.Refund;

/// <summary>A payment of the order: what was captured and what was refunded.</summary>
/// <param name="Reference">The payment's reference at the provider.</param>
/// <param name="Method">How it was paid, for example <c>card</c>.</param>
/// <param name="Captured">The captured amount, in minor units of the order's currency.</param>
/// <param name="Refunded">What was refunded elsewhere, outside of this product, in minor units.</param>
/// <param name="Owner">The storefront whose order was the first to report money captured with it, if that is another one than the order's. Null: the order's.</param>
public sealed record CapturedPayment(
    string Reference,
    string Method,
    long Captured,
    long Refunded = 0,
    string? Owner = null
);
