using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Who makes links by which customers pay. An expected outcome is an answer, never an exception.</summary>
internal interface IPaymentLinks
{
    /// <summary>
    /// Makes the link under the collection's present key, asked twice the same one: <c>Made</c>, <c>Rejected</c>, <c>Spent</c>
    /// or <c>TryLater</c>.
    /// </summary>
    Task<LinkAnswer> MakeAsync(Collection it, CancellationToken cancellation);

    /// <summary>What has been paid by it: <c>Unpaid</c>, <c>Processing</c>, <c>Paid</c>, <c>Declined</c> or <c>TryLater</c>.</summary>
    Task<LinkAnswer> FindAsync(Collection it, CancellationToken cancellation);

    /// <summary>
    /// Closes it, and then looks what has been paid: an answer that is not <c>TryLater</c> is closed, and but for what is
    /// <c>Processing</c> the last word.
    /// </summary>
    Task<LinkAnswer> CloseAsync(Collection it, CancellationToken cancellation);
}

/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">Why, fit for a log: no link, no secret.</param>
/// <param name="LinkId">The provider's id of the link that was made.</param>
/// <param name="Url">Where the customer pays.</param>
/// <param name="Received">What has been paid by it, in minor units.</param>
/// <param name="PaymentReference">The provider's name for the first payment; always there when it is paid.</param>
/// <param name="IsClosed">Nobody could pay by it any more when it was looked up.</param>
/// <param name="IsPending">More may come of what customers have done already.</param>
/// <param name="SpentKey">The key that is spent: another worker may have taken a new one since.</param>
internal sealed record LinkAnswer(
    LinkOutcome Outcome,
    string Detail,
    string? LinkId = null,
    string? Url = null,
    long Received = 0,
    string? PaymentReference = null,
    bool IsClosed = false,
    bool IsPending = false,
    Guid? SpentKey = null
)
{
    /// <summary>What it means for a link that a provider has not made one.</summary>
    public static LinkAnswer Of(ProviderAnswer refusal) =>
        new(
            refusal.Outcome switch
            {
                ProviderOutcome.Rejected or ProviderOutcome.Declined => LinkOutcome.Rejected,
                ProviderOutcome.Spent => LinkOutcome.Spent,
                _ => LinkOutcome.TryLater,
            },
            refusal.Detail,
            SpentKey: refusal.SpentKey
        );
}

internal enum LinkOutcome
{
    Made,

    /// <summary>The provider makes no such link: it makes no sense to it.</summary>
    Rejected,

    /// <summary>Under this key the provider will only ever say what it said: the next attempt takes a new one.</summary>
    Spent,

    /// <summary>Nothing was learned, and nothing is different from before.</summary>
    TryLater,

    /// <summary>Its time is over, and nobody was told a link.</summary>
    NeverMade,

    Unpaid,

    /// <summary>The customer has paid, and their bank has not said yet that the money comes.</summary>
    Processing,

    /// <summary>As much as is owed, or more.</summary>
    Paid,

    /// <summary>The customer had paid, and their bank did not.</summary>
    Declined,
}
