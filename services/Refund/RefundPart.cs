using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Providers;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund;

/// <summary>The part of a refund that goes back to one payment.</summary>
internal sealed class RefundPart : IDue, IVersioned, IStorefrontOwned, ITraced
{
    private const int LongestWaitSeconds = 300;

    /// <summary>See <see cref="IdOf"/>.</summary>
    public Guid Id { get; init; }

    public Guid RefundId { get; init; }

    public Guid ReturnId { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The payment's name at the provider.</summary>
    public required string PaymentReference { get; init; }

    public long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary><c>planned</c>, <c>unknown</c>, <c>succeeded</c> or <c>failed</c>, of <see cref="RefundStatus"/>.</summary>
    public string Status { get; set; } = RefundStatus.Planned;

    /// <summary>A word of <see cref="FailureReason"/>.</summary>
    public string? Failure { get; set; }

    /// <summary>The provider's own id for it.</summary>
    public string? ProviderId { get; set; }

    /// <summary>How often a worker has taken it in hand; counted before the provider is called.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    public bool IsOpen => Status is RefundStatus.Planned or RefundStatus.Unknown;

    /// <summary>The provider's idempotency key and our reference there: it follows from what it pays, so it can't be made twice.</summary>
    public static Guid IdOf(Guid refund, string paymentReference) => DerivedId.From(refund, "part", paymentReference);

    /// <summary>What came of an attempt. Money that is owed stays due, however often that was.</summary>
    public void Take(ProviderAnswer answer, DateTimeOffset now)
    {
        if (!IsOpen)
        {
            return;
        }
        switch (answer.Outcome)
        {
            case ProviderOutcome.Succeeded:
                (Status, ProviderId, DueAt) = (RefundStatus.Succeeded, answer.ProviderId, null);
                break;
            case ProviderOutcome.Declined:
                (Status, Failure, DueAt) = (RefundStatus.Failed, FailureReason.Declined, null);
                break;
            case ProviderOutcome.Rejected:
                (Status, Failure, DueAt) = (RefundStatus.Failed, FailureReason.Rejected, null);
                break;
            case ProviderOutcome.Unknown:
                (Status, DueAt) = (RefundStatus.Unknown, now + Backoff(Attempts));
                break;
            default:
                DueAt = now + Backoff(Attempts);
                break;
        }
    }

    internal static TimeSpan Backoff(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempts - 1), LongestWaitSeconds));
}
