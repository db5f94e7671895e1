using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Payments;

/// <param name="Id">The adjustment.</param>
/// <param name="Payment">The payment's name at the provider.</param>
/// <param name="Kind"><c>chargeback</c>, <c>chargeback_reversed</c> or <c>refunded_elsewhere</c>.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reference">Its name where it was made.</param>
/// <param name="Left">What can still go back to the payment, in minor units.</param>
/// <param name="Over">What had gone back to it, or was on its way, before this was known, and is too much now.</param>
internal sealed record AdjustmentResponse(
    Guid Id,
    string Payment,
    [property: OneOf(
        PaymentAdjustment.Chargeback,
        PaymentAdjustment.ChargebackReversed,
        PaymentAdjustment.RefundedElsewhere
    )]
        string Kind,
    long Amount,
    string Currency,
    string Reference,
    long Left,
    long Over
)
{
    public static AdjustmentResponse Of(PaymentAdjustment it, Payment payment) =>
        new(it.Id, it.PaymentReference, it.Kind, it.Amount, it.Currency, it.Reference, payment.Left, payment.Over);
}
