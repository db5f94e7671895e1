using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The part of a refund that goes back to one payment.</summary>
internal sealed class RefundPart : IDue, IVersioned, IStorefrontOwned, ITraced
{
    /// <summary>The metadata field with our part's id, on the provider's refunds.</summary>
    public const string MetadataName = "aftersales_part";

    private const int LongestWaitSeconds = 300;

    /// <summary>After this time a request can no longer reach the provider.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromHours(1);

    /// <summary>See <see cref="IdOf"/>.</summary>
    public Guid Id { get; init; }

    public Guid RefundId { get; init; }

    public Guid ReturnId { get; init; }

    /// <summary>The RMA number of the return; null: not known.</summary>
    public string? RmaNumber { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The payment's reference at the provider.</summary>
    public required string PaymentReference { get; init; }

    /// <summary>How the money goes back: in the way the payment was made, for example <c>card</c>, or as <see cref="Tender.StoreCredit"/>.</summary>
    public required string Tender { get; init; }

    public long Amount { get; init; }

    /// <summary>Store credit that is given on top of the amount.</summary>
    public long Bonus { get; init; }

    public required string Currency { get; init; }

    /// <summary>True when the refund had succeeded and this part pays of its shortfall: if the part fails, its amount is a shortfall again.</summary>
    public bool PaysShortfall { get; init; }

    /// <summary>One of <see cref="RefundStatus"/>.</summary>
    public string Status { get; set; } = RefundStatus.Planned;

    /// <summary>One of <see cref="FailureReason"/>.</summary>
    public string? Failure { get; set; }

    /// <summary>The provider's own id of the refund.</summary>
    public string? ProviderId { get; set; }

    /// <summary>How often a worker has leased the part; counted before the provider is called.</summary>
    public int Attempts { get; set; }

    /// <summary>The number of idempotency keys that were used without making a refund.</summary>
    public int UnusableKeys { get; set; }

    /// <summary>When the current key was first used in a request without a clear answer; null: never. A time in the future: it must not be used before then.</summary>
    public DateTimeOffset? KeyUsedAt { get; set; }

    /// <summary>Since when the part is not submitted because its payment is over its cap; null: it may be submitted.</summary>
    public DateTimeOffset? WithheldSince { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    public bool IsOpen => Status is RefundStatus.Planned or RefundStatus.Submitted or RefundStatus.Unknown;

    /// <summary>
    /// The provider's idempotency key: two requests with one key make one refund. A new key is committed before it is used.
    /// </summary>
    public Guid Key => UnusableKeys == 0 ? Id : DerivedId.From(Id, "key", UnusableKeys);

    /// <summary>The id of a part, derived from its refund, its payment and the number of earlier parts of the refund for that payment.</summary>
    public static Guid IdOf(Guid refund, string paymentReference, int before = 0) =>
        DerivedId.From(refund, "part", paymentReference, before);

    /// <summary>
    /// True when an unknown refund may be resubmitted. While the provider remembers the key, both requests are one refund. Once it
    /// has forgotten the key, earlier requests are no longer under way, so the look-up can be trusted.
    /// </summary>
    public bool MaySubmitAgain(DateTimeOffset now, TimeSpan keyLifetime) =>
        Status is RefundStatus.Planned or RefundStatus.Unknown
        && (
            KeyUsedAt is not { } used
            || (now >= used && now < used + keyLifetime - LongestRequest)
            || now >= used + keyLifetime
        );

    /// <summary>
    /// True when no request for the part can be at the provider: this is the first attempt, or it has been withheld for longer than a
    /// request can take. Evaluated when a look-up begins, because a look-up's answer says nothing about later requests.
    /// </summary>
    public bool CannotBeAtProvider(DateTimeOffset now) => Attempts == 1 || now >= WithheldSince + LongestRequest;

    /// <summary>Applies the answer to an attempt. An owed part stays due, however many attempts there were.</summary>
    public void Apply(ProviderAnswer answer, DateTimeOffset now, TimeSpan keyLifetime)
    {
        if (!IsOpen)
        {
            ApplyLate(answer, now);
            return;
        }
        DueAt = answer.WaitsForPerson ? null : now + Backoff(Attempts);
        ProviderId = answer.ProviderId ?? ProviderId;
        switch (answer.Outcome)
        {
            case ProviderOutcome.Succeeded:
                (Status, DueAt) = (RefundStatus.Succeeded, null);
                break;
            case ProviderOutcome.Pending:
                Status = RefundStatus.Submitted;
                break;
            case ProviderOutcome.Failed or ProviderOutcome.Declined:
                Fail(FailureReason.Declined);
                break;
            case ProviderOutcome.Disputed:
                Fail(FailureReason.Disputed);
                break;
            case ProviderOutcome.RefundedElsewhere:
                Fail(FailureReason.RefundedElsewhere);
                break;
            case ProviderOutcome.Rejected:
                Fail(FailureReason.Rejected);
                break;
            case ProviderOutcome.Withheld when answer.CannotBeAtProvider:
                Fail(FailureReason.CapExceeded);
                break;
            case ProviderOutcome.Withheld:
                WithheldSince ??= now;
                break;
            case ProviderOutcome.Unknown:
                Status = RefundStatus.Unknown;
                KeyUsedAt = KeyUsedAt is { } used && now < used + keyLifetime ? used : now;
                break;
            case ProviderOutcome.TryLater when answer.WaitsForPerson:
                // The part waits for finance and was never sent: with 0 attempts it can still be cancelled.
                Attempts = 0;
                break;
            // Another worker may already have replaced the key. A request with the old key may still be under way: the new key
            // waits until a look-up would find its refund.
            case ProviderOutcome.KeyUnusable when answer.UnusableKey == Key:
                UnusableKeys++;
                KeyUsedAt = DueAt = now + LongestRequest;
                break;
        }
    }

    public void Fail(string reason) => (Status, Failure, DueAt) = (RefundStatus.Failed, reason, null);

    /// <summary>Applies a look-up of a part that has ended: only a succeeded refund can still change.</summary>
    private void ApplyLate(ProviderAnswer answer, DateTimeOffset now)
    {
        DueAt = answer.Outcome == ProviderOutcome.TryLater ? now + Backoff(Attempts) : null;
        if (Status == RefundStatus.Succeeded && answer.Outcome is ProviderOutcome.Failed or ProviderOutcome.Disputed)
        {
            Status = RefundStatus.Reversed;
        }
    }

    internal static TimeSpan Backoff(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempts - 1), LongestWaitSeconds));
}
