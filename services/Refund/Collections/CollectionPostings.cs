using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>The postings and exceptions of a collection.</summary>
internal static class CollectionPostings
{
    // Payment links accept cards and methods that are settled in the same way.
    internal static readonly string Clearing = Accounts.Clearing(Payment.DefaultMethod);

    public static Posting Owed(Collection it, DateTimeOffset now) =>
        Of(it, "receivable", now, Accounts.Receivables, Accounts.AfterSales, it.Amount);

    /// <summary>The postings for a change of a collection.</summary>
    /// <param name="it">The collection after the change.</param>
    /// <param name="before">Its status before.</param>
    /// <param name="surplus">Its surplus before.</param>
    /// <param name="now">When it changed.</param>
    public static IEnumerable<Posting> Of(Collection it, string before, long surplus, DateTimeOffset now)
    {
        if (it.Status != before && it.Status == CollectionStatus.Collected)
        {
            yield return Of(it, "collected", now, Clearing, Accounts.Receivables, it.Amount);
        }
        if (it.Status != before && it.Status == CollectionStatus.Failed)
        {
            // Not a loss, because the customer does not get the replacement or repair.
            yield return Of(it, "uncollected", now, Accounts.AfterSales, Accounts.Receivables, it.Amount);
        }
        if (it.Surplus > surplus)
        {
            yield return Of(it, "overpaid", now, Clearing, Accounts.Suspense, it.Surplus - surplus, it.Surplus);
        }
    }

    /// <summary>Surplus money waits in suspense until finance explains it; it is usually refunded manually.</summary>
    public static Discrepancy Overpaid(Collection it, long surplus, DateTimeOffset now) =>
        Exception(
            it,
            DerivedId.From(it.Id, "exception", DiscrepancyKind.Overpaid, it.Surplus),
            DiscrepancyKind.Overpaid,
            it.Status == CollectionStatus.Failed
                ? "The collection was paid after it had failed: the customer does not get what they paid for."
                : "The collection was paid more than once.",
            it.Received - it.Surplus,
            surplus - it.Surplus,
            now
        );

    /// <summary>The payment belongs to another storefront: a person must find out whose it is before it can be refunded.</summary>
    public static Discrepancy Foreign(Collection it, DateTimeOffset now) =>
        Exception(
            it,
            Discrepancy.IdOf(it.Id, DiscrepancyKind.ForeignPayment),
            DiscrepancyKind.ForeignPayment,
            "The payment that paid the collection belongs to another storefront: nothing can be refunded to it.",
            it.Amount,
            onSuspense: 0,
            now
        );

    private static Discrepancy Exception(
        Collection it,
        Guid id,
        string kind,
        string detail,
        long expected,
        long onSuspense,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Position = Guid.CreateVersion7(now),
            StorefrontId = it.StorefrontId,
            Kind = kind,
            Detail = detail,
            ReturnId = it.ReturnId,
            Payment = it.PaymentReference,
            Reference = it.LinkId,
            Expected = expected,
            Currency = it.Currency,
            Found = it.Received,
            FoundCurrency = it.Currency,
            OnSuspense = onSuspense,
            SuspenseCurrency = onSuspense == 0 ? null : it.Currency,
            OpenedAt = now,
        };

    private static Posting Of(
        Collection it,
        string what,
        DateTimeOffset now,
        string debit,
        string credit,
        long amount,
        params ReadOnlySpan<object> which
    ) =>
        new()
        {
            Id = DerivedId.From(it.Id, $"posting-{what}", which),
            StorefrontId = it.StorefrontId,
            What = what,
            At = now,
            ReturnId = it.ReturnId,
            Lines = [new(debit, it.Currency, amount), new(credit, it.Currency, -amount)],
        };
}
