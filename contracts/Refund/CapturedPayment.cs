namespace AfterSalesMesh.Contracts.Refund;

/// <summary>A payment of the order, as far as money can go back to it.</summary>
/// <param name="Reference">The payment's name at the provider.</param>
/// <param name="Method">How it was paid, for example <c>card</c>.</param>
/// <param name="Captured">What was taken, in minor units of the order's currency.</param>
/// <param name="Refunded">What went back elsewhere, before or beside this product, in minor units.</param>
public sealed record CapturedPayment(string Reference, string Method, long Captured, long Refunded = 0);
