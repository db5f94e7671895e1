using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>A provider of payment links. Expected outcomes are answers, never exceptions.</summary>
internal interface IPaymentLinks
{
    /// <summary>
    /// Makes a link with the collection's idempotency key; the same key gives the same link. Answers <c>Made</c>, <c>Rejected</c>,
    /// <c>KeyUnusable</c> or <c>TryLater</c>.
    /// </summary>
    Task<LinkAnswer> MakeAsync(Collection it, CancellationToken cancellation);

    /// <summary>Looks up how much was paid: <c>Unpaid</c>, <c>Processing</c>, <c>Paid</c>, <c>Declined</c> or <c>TryLater</c>.</summary>
    Task<LinkAnswer> FindAsync(Collection it, CancellationToken cancellation);

    /// <summary>
    /// Closes the link, then looks up how much was paid. Any answer except <c>TryLater</c> means that the link is closed; any answer except
    /// <c>Processing</c> is then final.
    /// </summary>
    Task<LinkAnswer> CloseAsync(Collection it, CancellationToken cancellation);
}

/// <param name="Outcome">The outcome.</param>
/// <param name="Detail">The reason, for the log: contains no link and no secret.</param>
/// <param name="LinkId">The provider's id of a new link.</param>
/// <param name="Url">The payment page.</param>
/// <param name="Received">How much was paid through the link, in minor units.</param>
/// <param name="PaymentReference">The provider's reference of the first payment; never null when the link is paid.</param>
/// <param name="IsClosed">True when the link was closed before the look-up.</param>
/// <param name="IsPending">True when a payment has begun that may still succeed.</param>
/// <param name="UnusableKey">The key that cannot be used again: another worker may have replaced it since.</param>
internal sealed record LinkAnswer(
    LinkOutcome Outcome,
    string Detail,
    string? LinkId = null,
    string? Url = null,
    long Received = 0,
    string? PaymentReference = null,
    bool IsClosed = false,
    bool IsPending = false,
    Guid? UnusableKey = null
)
{
    /// <summary>Translates a provider's refusal to make a link.</summary>
    public static LinkAnswer Of(ProviderAnswer refusal) =>
        new(
            refusal.Outcome switch
            {
                ProviderOutcome.Rejected or ProviderOutcome.Declined => LinkOutcome.Rejected,
                ProviderOutcome.KeyUnusable => LinkOutcome.KeyUnusable,
                _ => LinkOutcome.TryLater,
            },
            refusal.Detail,
            UnusableKey: refusal.UnusableKey
        );
}

internal enum LinkOutcome
{
    Made,

    /// <summary>The provider considers the request wrong.</summary>
    Rejected,

    /// <summary>The provider has stored an error for this key: the next attempt uses a new key.</summary>
    KeyUnusable,

    /// <summary>The call has changed nothing, and its answer says nothing.</summary>
    TryLater,

    /// <summary>The time to pay is over, and no link was ever made.</summary>
    NeverMade,

    Unpaid,

    /// <summary>The customer has paid, and their bank has not confirmed it yet.</summary>
    Processing,

    /// <summary>The amount or more was paid.</summary>
    Paid,

    /// <summary>The customer's bank refused the payment.</summary>
    Declined,
}
