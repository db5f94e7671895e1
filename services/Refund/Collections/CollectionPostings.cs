using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>What each step of a collection posts: owed to us, then paid, or owed no more; and what came beyond that.</summary>
internal static class CollectionPostings
{
    // Cards and what is like them: nothing else pays by a link so far.
    internal static readonly string Clearing = Accounts.Clearing(Payment.UsualMethod);

    public static Posting Owed(Collection it, DateTimeOffset now) =>
        Of(it, "receivable", now, Accounts.Receivables, Accounts.AfterSales, it.Amount);

    /// <summary>What the way of a collection from how it stood posts, in its order.</summary>
    /// <param name="it">How it stands.</param>
    /// <param name="before">Its status before.</param>
    /// <param name="surplus">Its surplus before.</param>
    /// <param name="now">When that is.</param>
    public static IEnumerable<Posting> Of(Collection it, string before, long surplus, DateTimeOffset now)
    {
        if (it.Status != before && it.Status == CollectionStatus.Collected)
        {
            yield return Of(it, "collected", now, Clearing, Accounts.Receivables, it.Amount);
        }
        if (it.Status != before && it.Status == CollectionStatus.Failed)
        {
            // Not a loss: what it was for is not done then.
            yield return Of(it, "uncollected", now, Accounts.AfterSales, Accounts.Receivables, it.Amount);
        }
        if (it.Surplus > surplus)
        {
            yield return Of(it, "overpaid", now, Clearing, Accounts.Suspense, it.Surplus - surplus, it.Surplus);
        }
    }

    /// <summary>What waits in suspense is finance's to explain; mostly it goes back by hand.</summary>
    public static Discrepancy Unexplained(Collection it, long surplus, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(it.Id, "exception", DiscrepancyKind.Overpaid, it.Surplus),
            Position = Guid.CreateVersion7(now),
            StorefrontId = it.StorefrontId,
            Kind = DiscrepancyKind.Overpaid,
            Detail =
                it.Status == CollectionStatus.Failed
                    ? "It was paid after it had failed: what it was for is not done."
                    : "It was paid more than once.",
            ReturnId = it.ReturnId,
            Payment = it.PaymentReference,
            Reference = it.LinkId,
            Expected = it.Received - it.Surplus,
            Currency = it.Currency,
            Found = it.Received,
            FoundCurrency = it.Currency,
            OnSuspense = surplus - it.Surplus,
            SuspenseCurrency = it.Currency,
            OpenedAt = now,
        };

    /// <summary>It was paid by a payment that another storefront has named: whose it is a person must find out, before it can go back.</summary>
    public static Discrepancy Foreign(Collection it, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(it.Id, "exception", DiscrepancyKind.ForeignPayment),
            Position = Guid.CreateVersion7(now),
            StorefrontId = it.StorefrontId,
            Kind = DiscrepancyKind.ForeignPayment,
            Detail = "The payment that it was collected by belongs to another storefront: nothing can go back to it.",
            ReturnId = it.ReturnId,
            Payment = it.PaymentReference,
            Reference = it.LinkId,
            Expected = it.Amount,
            Currency = it.Currency,
            Found = it.Received,
            FoundCurrency = it.Currency,
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
