using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The part of a refund that goes back to one payment.</summary>
internal sealed class RefundPart : IDue, IVersioned, IStorefrontOwned, ITraced
{
    /// <summary>Under this name refunds at a provider bear the id of our part.</summary>
    public const string ProviderKey = "aftersales_part";

    private const int LongestWaitSeconds = 300;

    // Longer than a request can be on its way.
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    /// <summary>See <see cref="IdOf"/>.</summary>
    public Guid Id { get; init; }

    public Guid RefundId { get; init; }

    public Guid ReturnId { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The payment's name at the provider.</summary>
    public required string PaymentReference { get; init; }

    /// <summary>How it goes back: as that payment was made, for example <c>card</c>, or <see cref="Tender.StoreCredit"/> in its place.</summary>
    public required string Tender { get; init; }

    public long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>Of <see cref="RefundStatus"/>.</summary>
    public string Status { get; set; } = RefundStatus.Planned;

    /// <summary>A word of <see cref="FailureReason"/>.</summary>
    public string? Failure { get; set; }

    /// <summary>The provider's own id for it.</summary>
    public string? ProviderId { get; set; }

    /// <summary>How often a worker has taken it in hand; counted before the provider is called.</summary>
    public int Attempts { get; set; }

    /// <summary>How many of its keys the provider has used up without making it.</summary>
    public int KeysSpent { get; set; }

    /// <summary>
    /// Since when a request with the present key may have been taken; null: none that we know of. A time to come: not before then.
    /// </summary>
    public DateTimeOffset? KeyUsedAt { get; set; }

    /// <summary>Since when nobody asks for it, as its payment can't give it any more; null: it may be asked for.</summary>
    public DateTimeOffset? WithheldSince { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    public bool IsOpen => Status is RefundStatus.Planned or RefundStatus.Submitted or RefundStatus.Unknown;

    /// <summary>
    /// The provider's idempotency key. The same one for as long as it can: only under the same key are two requests one
    /// refund. A new one is counted here, and so committed, before anybody uses it.
    /// </summary>
    public Guid Key => KeysSpent == 0 ? Id : DerivedId.From(Id, "key", KeysSpent);

    /// <summary>Our reference at the provider: it follows from what it pays, so it can't be made twice.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="paymentReference">Where it goes.</param>
    /// <param name="before">How many parts of the refund go there already.</param>
    public static Guid IdOf(Guid refund, string paymentReference, int before = 0) =>
        before == 0
            ? DerivedId.From(refund, "part", paymentReference)
            : DerivedId.From(refund, "part", paymentReference, before);

    /// <summary>
    /// True when an unknown refund may be resubmitted. While its key lives, both requests would
    /// be one. When it is forgotten, the look-up is right: what was asked last is too long ago to be still on its way.
    /// </summary>
    public bool MaySubmitAgain(DateTimeOffset now, TimeSpan keyLifetime) =>
        Status is RefundStatus.Planned or RefundStatus.Unknown
        && (
            KeyUsedAt is not { } used || (now >= used && now < used + keyLifetime - Quiet) || now >= used + keyLifetime
        );

    /// <summary>What came of an attempt. Money that is owed stays due, however often that was.</summary>
    public void Take(ProviderAnswer answer, DateTimeOffset now, TimeSpan keyLifetime)
    {
        if (!IsOpen)
        {
            TakeLate(answer, now);
            return;
        }
        DueAt = answer.WillBeTold ? null : now + Backoff(Attempts);
        switch (answer.Outcome)
        {
            case ProviderOutcome.Succeeded:
                (Status, ProviderId, DueAt) = (RefundStatus.Succeeded, answer.ProviderId, null);
                break;
            case ProviderOutcome.Pending:
                (Status, ProviderId) = (RefundStatus.Submitted, answer.ProviderId);
                break;
            case ProviderOutcome.Failed:
                (Status, Failure, DueAt) = (RefundStatus.Failed, FailureReason.Declined, null);
                ProviderId = answer.ProviderId;
                break;
            case ProviderOutcome.Declined:
                (Status, Failure, DueAt) = (RefundStatus.Failed, FailureReason.Declined, null);
                break;
            case ProviderOutcome.Disputed:
                (Status, Failure, DueAt) = (RefundStatus.Failed, FailureReason.Disputed, null);
                ProviderId ??= answer.ProviderId;
                break;
            case ProviderOutcome.RefundedElsewhere:
                (Status, Failure, DueAt) = (RefundStatus.Failed, FailureReason.RefundedElsewhere, null);
                break;
            case ProviderOutcome.Withheld when answer.IsNowhere:
                (Status, Failure, DueAt) = (RefundStatus.Failed, FailureReason.CapExceeded, null);
                break;
            case ProviderOutcome.Withheld:
                WithheldSince ??= now;
                break;
            case ProviderOutcome.Rejected:
                (Status, Failure, DueAt) = (RefundStatus.Failed, FailureReason.Rejected, null);
                break;
            case ProviderOutcome.Unknown:
                Status = RefundStatus.Unknown;
                KeyUsedAt = KeyUsedAt is { } used && now < used + keyLifetime ? used : now;
                break;
            case ProviderOutcome.TryLater when answer.WillBeTold:
                // Nobody has it in hand: it can still be taken back.
                Attempts = 0;
                break;
            // Not one that another worker has given up already: a request with the present one may be on its way. One with the
            // old may be as well, and be taken for new when that key is forgotten: the next one waits until a look-up finds it.
            case ProviderOutcome.Spent when answer.SpentKey == Key:
                KeysSpent++;
                KeyUsedAt = DueAt = now + Quiet;
                break;
        }
    }

    /// <summary>Looked up again after it had ended, because somebody said that it has changed.</summary>
    private void TakeLate(ProviderAnswer answer, DateTimeOffset now)
    {
        DueAt = answer.Outcome == ProviderOutcome.TryLater ? now + Backoff(Attempts) : null;
        if (Status == RefundStatus.Succeeded && answer.Outcome is ProviderOutcome.Failed or ProviderOutcome.Disputed)
        {
            Status = RefundStatus.Reversed;
        }
    }

    /// <summary>
    /// Before this look-up no worker has asked for it, or none for so long that what they asked would be found. What is looked up at
    /// one time says nothing of a later one: whoever looks decides, and not whoever writes.
    /// </summary>
    /// <param name="now">When the look-up begins.</param>
    public bool CannotBeAtProvider(DateTimeOffset now) => Attempts == 1 || now >= WithheldSince + Quiet;

    internal static TimeSpan Backoff(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempts - 1), LongestWaitSeconds));
}
