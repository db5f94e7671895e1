using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>The exceptions that payments raise for finance.</summary>
internal static class PaymentExceptions
{
    /// <summary>Opens an exception, unless it was opened before.</summary>
    /// <returns>True when the exception is new.</returns>
    public static async Task<bool> RaiseAsync(this RefundDb db, Discrepancy exception, CancellationToken cancellation)
    {
        if (await db.Discrepancies.FindAsync([exception.Id], cancellation) is not null)
        {
            return false;
        }
        db.Discrepancies.Add(exception);
        return true;
    }

    /// <summary>A chargeback or a won chargeback was reported again with another amount: the ledger has the amount of the first report.</summary>
    public static Discrepancy Amount(Payment payment, PaymentAdjustment before, long amount, DateTimeOffset now) =>
        Of(
            payment,
            DerivedId.From(before.Id, "exception", DiscrepancyKind.Amount, amount),
            DiscrepancyKind.Amount,
            $"{before.Reference} was reported as a {before.Kind} of {before.Amount} and as one of {amount} {before.Currency} (minor units). The ledger has the first amount: adjust the payment by the difference.",
            before.Amount,
            amount,
            before.Currency,
            now
        );

    /// <summary>An adjustment in another currency than the payment's does not lower its cap.</summary>
    public static Discrepancy Currency(
        Payment payment,
        string reference,
        long amount,
        string currency,
        DateTimeOffset now
    ) =>
        Of(
            payment,
            // The same id for a dispute and an adjustment, whichever came first.
            DerivedId.From(Guid.Empty, "wrong_currency", payment.StorefrontId, reference, currency),
            DiscrepancyKind.Currency,
            $"{reference} of {amount} {currency} (minor units) does not lower the cap, because the payment is in {payment.Currency}: report the amount in {payment.Currency}.",
            null,
            amount,
            currency,
            now
        );

    /// <summary>More has gone back to the payment, or may be on its way, than its cap allows.</summary>
    public static Discrepancy OverRefunded(Payment payment, DateTimeOffset now) =>
        Of(
            payment,
            Guid.CreateVersion7(now),
            DiscrepancyKind.OverRefunded,
            $"Refunds that were paid or are on their way exceed the payment's cap by {payment.OverCap} minor units.",
            (long)Int128.Max(0, payment.Cap),
            payment.Committed,
            payment.Currency,
            now
        );

    /// <summary>A refund names a payment that belongs to another storefront: a person must find out whose it is.</summary>
    public static Discrepancy Foreign(Payment payment, DateTimeOffset now) =>
        Of(
            payment,
            ForeignId(payment),
            DiscrepancyKind.ForeignPayment,
            "This payment belongs to another storefront, so this storefront cannot refund to it. If it is this storefront's, assign it.",
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
            RowType = kind is DiscrepancyKind.Amount or DiscrepancyKind.Currency ? RowType.Chargeback : null,
            Payment = payment.Reference,
            Expected = expected,
            Currency = payment.Currency,
            Found = found,
            FoundCurrency = foundCurrency,
            OpenedAt = now,
        };
}
