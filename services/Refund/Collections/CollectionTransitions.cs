using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Applies the provider's answers to a collection. Late, repeated and reordered answers lead to the same end.</summary>
internal static class CollectionTransitions
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <param name="collection">The collection.</param>
    /// <param name="answer">The provider's answer.</param>
    /// <param name="now">The time by the database's clock.</param>
    public static void Apply(this Collection collection, LinkAnswer answer, DateTimeOffset now)
    {
        collection.IsClosed |= answer.IsClosed;
        collection.Received = Math.Max(collection.Received, answer.Received);
        collection.PaymentReference ??= answer.PaymentReference;
        if (collection.LinkId is null)
        {
            ApplyLink(collection, answer, now);
        }
        else if (!collection.HasEnded)
        {
            ApplyPayment(collection, answer, now);
        }
        var isFinal = answer.Outcome != LinkOutcome.TryLater && !answer.IsPending;
        var isDone = collection.HasEnded && (collection.IsClosed || collection.LinkId is null) && isFinal;
        collection.DueAt = isDone ? null : now + WaitAfter(answer, collection, now);
    }

    private static void ApplyLink(Collection collection, LinkAnswer answer, DateTimeOffset now)
    {
        switch (answer.Outcome)
        {
            case LinkOutcome.Made when !collection.HasEnded:
                (collection.LinkId, collection.Url, collection.Attempts) = (answer.LinkId, answer.Url, 0);
                SetStatus(collection, CollectionStatus.AwaitingPayment, now);
                break;
            // Another worker may have replaced the key already.
            case LinkOutcome.KeyUnusable when answer.UnusableKey == collection.Key:
                collection.UnusableKeys++;
                break;
            case LinkOutcome.Rejected when !collection.HasEnded:
                Fail(collection, CollectionFailure.Rejected, now);
                break;
            case LinkOutcome.NeverMade when !collection.HasEnded:
                Fail(collection, CollectionFailure.Expired, now);
                break;
        }
    }

    private static void ApplyPayment(Collection collection, LinkAnswer answer, DateTimeOffset now)
    {
        switch (answer.Outcome)
        {
            case LinkOutcome.Paid:
                SetStatus(collection, CollectionStatus.Collected, now);
                break;
            case LinkOutcome.Processing:
                SetStatus(collection, CollectionStatus.Processing, now);
                break;
            // Only an answer given after the link was closed can fail it: money may come until then.
            case LinkOutcome.Declined when answer.IsClosed:
                Fail(collection, CollectionFailure.Declined, now);
                break;
            case LinkOutcome.Unpaid when answer.IsClosed:
                Fail(collection, CollectionFailure.Expired, now);
                break;
            case LinkOutcome.Unpaid when !collection.IsClosed:
                SetStatus(collection, CollectionStatus.AwaitingPayment, now);
                break;
        }
    }

    private static void Fail(Collection collection, string failure, DateTimeOffset now)
    {
        collection.Failure = failure;
        SetStatus(collection, CollectionStatus.Failed, now);
    }

    private static void SetStatus(Collection collection, string status, DateTimeOffset now)
    {
        if (collection.Status != status)
        {
            (collection.Status, collection.ChangedAt) = (status, now);
        }
    }

    /// <summary>A failed call is retried soon; an unpaid link is looked up at growing intervals, and when it must be closed.</summary>
    private static TimeSpan WaitAfter(LinkAnswer answer, Collection collection, DateTimeOffset now)
    {
        if (
            collection.LinkId is null
            || answer.Outcome == LinkOutcome.TryLater
            || (collection.HasEnded && !collection.IsClosed)
        )
        {
            return RefundPart.Backoff(Math.Max(1, collection.Attempts));
        }
        var wait = FirstWait * Math.Pow(2, Math.Clamp(collection.Attempts - 1, 0, 10));
        wait = wait < LongestWait ? wait : LongestWait;
        return !collection.IsClosed && now < collection.PayBy && collection.PayBy < now + wait
            ? collection.PayBy - now
            : wait;
    }
}
