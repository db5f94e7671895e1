using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>The exceptions that payments raise for finance.</summary>
internal static class PaymentExceptions
{
    /// <summary>Opens an exception, unless it was opened before.</summary>
    /// <returns>Whether it is new.</returns>
    public static async Task<bool> RaiseAsync(this RefundDb db, Discrepancy exception, CancellationToken cancellation)
    {
        if (await db.Discrepancies.FindAsync([exception.Id], cancellation) is not null)
        {
            return false;
        }
        db.Discrepancies.Add(exception);
        return true;
    }

    /// <summary>A chargeback, or its coming back, was told with another amount than before: the first one is in the books.</summary>
    public static Discrepancy Amount(Payment payment, PaymentAdjustment before, long amount, DateTimeOffset now) =>
        Of(
            payment,
            DerivedId.From(before.Id, "exception", DiscrepancyKind.Amount, amount),
            DiscrepancyKind.Amount,
            $"{before.Reference} was told as a {before.Kind} of {before.Amount} and as one of {amount} {before.Currency} (minor units). In the books is the first: adjust the payment by the rest.",
            before.Amount,
            amount,
            before.Currency,
            now
        );

    /// <summary>A chargeback in another currency than the payment's is not in the books.</summary>
    public static Discrepancy Currency(Payment payment, Dispute dispute, DateTimeOffset now) =>
        Of(
            payment,
            DerivedId.From(DerivedId.From(Guid.Empty, payment.StorefrontId, dispute.Id), "exception", "currency"),
            DiscrepancyKind.Currency,
            $"{dispute.Id} takes back {dispute.Amount} {dispute.Currency} (minor units) and is not in the books: say what it is in {payment.Currency}.",
            null,
            dispute.Amount,
            dispute.Currency,
            now
        );

    /// <summary>An adjustment that was told in another currency before an order told the payment's.</summary>
    public static Discrepancy Currency(Payment payment, PaymentAdjustment told, DateTimeOffset now) =>
        Of(
            payment,
            DerivedId.From(told.Id, "exception", DiscrepancyKind.Currency),
            DiscrepancyKind.Currency,
            $"{told.Reference} was told in {told.Currency}, and the payment is in {payment.Currency}: it lowers no cap.",
            null,
            told.Amount,
            told.Currency,
            now
        );

    /// <summary>More has gone back to the payment, or may be on its way, than may.</summary>
    public static Discrepancy OverRefunded(Payment payment, DateTimeOffset now) =>
        Of(
            payment,
            Guid.CreateVersion7(now),
            DiscrepancyKind.OverRefunded,
            $"{payment.Over} more went back, or may be on their way, than may go back to the payment (minor units).",
            (long)Int128.Max(0, payment.Cap),
            payment.Committed,
            payment.Currency,
            now
        );

    /// <summary>A refund names a payment that belongs to another storefront: whose it is a person must find out.</summary>
    public static Discrepancy Foreign(Payment payment, DateTimeOffset now) =>
        Of(
            payment,
            ForeignId(payment),
            DiscrepancyKind.ForeignPayment,
            "Another storefront has this payment, so nothing goes back to it from here. If it is this storefront's, assign it.",
            payment.Captured,
            payment.Captured ?? 0,
            payment.Currency,
            now
        );

    public static Guid ForeignId(Payment payment) =>
        DerivedId.From(Guid.Empty, "foreign_payment", payment.StorefrontId, payment.Reference);

    private static Discrepancy Of(
        Payment payment,
        Guid id,
        string kind,
        string detail,
        long? expected,
        long found,
        string foundCurrency,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Position = Guid.CreateVersion7(now),
            StorefrontId = payment.StorefrontId,
            Kind = kind,
            Detail = detail,
            RowType = kind is DiscrepancyKind.OverRefunded or DiscrepancyKind.ForeignPayment
                ? null
                : RowType.Chargeback,
            Payment = payment.Reference,
            Expected = expected,
            Currency = payment.Currency,
            Found = found,
            FoundCurrency = foundCurrency,
            OpenedAt = now,
        };
}
