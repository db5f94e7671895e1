namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// The cap of a payment was changed by a chargeback, a won chargeback, or a refund made elsewhere, whether or not an order of it was
/// ever refunded. A snapshot: of two about one payment, the one with the higher revision counts.
/// </summary>
/// <param name="StorefrontId">The storefront that the payment belongs to.</param>
/// <param name="Payment">The payment, see <see cref="Ids.PaymentReference"/>.</param>
/// <param name="CapReduction">By how much the cap is lower than the orders' data suggest, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Revision">Grows with every change of the payment.</param>
/// <param name="At">When the change was recorded, UTC.</param>
public sealed record PaymentCapChanged(
    string StorefrontId,
    string Payment,
    long CapReduction,
    string Currency,
    int Revision,
    DateTimeOffset At
);
