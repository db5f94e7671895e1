namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// What can go back to a payment of an order changed for another reason than the mesh's own refunds and what the order says: a chargeback, a
/// chargeback that was won, or a refund found elsewhere. A snapshot: of two of one payment, the one with the higher revision is true.
/// </summary>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="Payment">The payment's reference; of cash on delivery, the order number and the reference with a slash between them.</param>
/// <param name="Elsewhere">How much of what was captured can't go back, on top of what the order says was refunded, in minor units; less than nothing where more was won back than lost.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Revision">Grows with every change of the payment.</param>
/// <param name="At">When it was found, UTC.</param>
public sealed record OrderCapChanged(
    string StorefrontId,
    string OrderNumber,
    string Payment,
    long Elsewhere,
    string Currency,
    int Revision,
    DateTimeOffset At
);
