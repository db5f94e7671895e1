namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// The cap of a payment was changed by a chargeback, a won chargeback, or a refund made elsewhere; published for each order that is
/// known to have the payment. A snapshot: of two about one payment, the one with the higher revision counts.
/// </summary>
/// <param name="StorefrontId">The storefront that the order belongs to.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="Payment">The payment, see <see cref="Ids.PaymentReference"/>.</param>
/// <param name="CapReduction">By how much the cap is lower than the order's data suggest, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Revision">Grows with every change of the payment.</param>
/// <param name="At">When the change was recorded, UTC.</param>
public sealed record OrderCapChanged(
    string StorefrontId,
    string OrderNumber,
    string Payment,
    long CapReduction,
    string Currency,
    int Revision,
    DateTimeOffset At
);
