using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Payments;

/// <param name="Kind"><c>chargeback</c>, <c>refunded_elsewhere</c>, or <c>chargeback_reversed</c>: a chargeback was won.</param>
/// <param name="Amount">Minor units, more than 0.</param>
/// <param name="Currency">ISO 4217, the payment's.</param>
/// <param name="Reference">Its name where it was made: told twice, it counts once. Of <c>chargeback_reversed</c>: the chargeback's.</param>
/// <param name="Method">How the payment was made, <c>card</c> when left out; counts where the payment is not known yet.</param>
/// <param name="StorefrontId">Whose payment it is, for who acts for several.</param>
internal sealed record AdjustmentRequest(
    [property: OneOf(
        PaymentAdjustment.Chargeback,
        PaymentAdjustment.ChargebackReversed,
        PaymentAdjustment.RefundedElsewhere
    )]
        string? Kind,
    long Amount,
    string? Currency,
    string? Reference,
    string? Method = null,
    string? StorefrontId = null
)
{
    public void Check(Checks checks)
    {
        checks.That(
            Kind
                is PaymentAdjustment.Chargeback
                    or PaymentAdjustment.ChargebackReversed
                    or PaymentAdjustment.RefundedElsewhere,
            "kind",
            $"must be {PaymentAdjustment.Chargeback}, {PaymentAdjustment.ChargebackReversed} or {PaymentAdjustment.RefundedElsewhere}"
        );
        checks.Money(Amount, Currency);
        checks.Identifier(Reference, "reference", PaymentAdjustment.MaxReference);
        checks.OptionalText(Method, "method", Payment.MaxMethod);
    }
}
