using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>What the provider says, and what a collection makes of it. Told late, twice or in another order it ends the same.</summary>
internal static class CollectionLife
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <param name="it">The collection.</param>
    /// <param name="answer">What the provider says of it.</param>
    /// <param name="now">By the database's clock.</param>
    public static void Take(this Collection it, LinkAnswer answer, DateTimeOffset now)
    {
        it.IsClosed |= answer.IsClosed;
        it.Received = Math.Max(it.Received, answer.Received);
        it.PaymentReference ??= answer.PaymentReference;
        if (it.LinkId is null)
        {
            TakeLink(it, answer, now);
        }
        else if (!it.HasEnded)
        {
            TakePayment(it, answer, now);
        }
        var isLast = answer.Outcome != LinkOutcome.TryLater && !answer.IsPending;
        var isOver = it.HasEnded && (it.IsClosed || it.LinkId is null) && isLast;
        it.DueAt = isOver ? null : now + Wait(it, answer, now);
    }

    private static void TakeLink(Collection it, LinkAnswer answer, DateTimeOffset now)
    {
        switch (answer.Outcome)
        {
            case LinkOutcome.Made when !it.HasEnded:
                (it.LinkId, it.Url, it.Attempts) = (answer.LinkId, answer.Url, 0);
                Become(it, CollectionStatus.AwaitingPayment, now);
                break;
            // Not the key that another worker has given up already.
            case LinkOutcome.Spent when answer.SpentKey == it.Key:
                it.KeysSpent++;
                break;
            case LinkOutcome.Rejected when !it.HasEnded:
                Fail(it, CollectionFailure.Rejected, now);
                break;
            case LinkOutcome.NeverMade when !it.HasEnded:
                Fail(it, CollectionFailure.Expired, now);
                break;
        }
    }

    private static void TakePayment(Collection it, LinkAnswer answer, DateTimeOffset now)
    {
        switch (answer.Outcome)
        {
            case LinkOutcome.Paid:
                Become(it, CollectionStatus.Collected, now);
                break;
            case LinkOutcome.Processing:
                Become(it, CollectionStatus.Processing, now);
                break;
            // By an answer that was given after it was closed: an earlier one that is late knows less.
            case LinkOutcome.Declined when answer.IsClosed:
                Fail(it, CollectionFailure.Declined, now);
                break;
            case LinkOutcome.Unpaid when answer.IsClosed:
                Fail(it, CollectionFailure.Expired, now);
                break;
            case LinkOutcome.Unpaid when !it.IsClosed:
                Become(it, CollectionStatus.AwaitingPayment, now);
                break;
        }
    }

    private static void Fail(Collection it, string failure, DateTimeOffset now)
    {
        it.Failure = failure;
        Become(it, CollectionStatus.Failed, now);
    }

    private static void Become(Collection it, string status, DateTimeOffset now)
    {
        if (it.Status != status)
        {
            (it.Status, it.ChangedAt) = (status, now);
        }
    }

    /// <summary>Customers pay at once or in days: it is asked ever more seldom. What could not be done is tried again soon.</summary>
    private static TimeSpan Wait(Collection it, LinkAnswer answer, DateTimeOffset now)
    {
        if (it.LinkId is null || answer.Outcome == LinkOutcome.TryLater || (it.HasEnded && !it.IsClosed))
        {
            return RefundPart.Backoff(Math.Max(1, it.Attempts));
        }
        var wait = FirstLook * Math.Pow(2, Math.Clamp(it.Attempts - 1, 0, 10));
        wait = wait < LongestWait ? wait : LongestWait;
        return !it.IsClosed && now < it.PayBy && it.PayBy < now + wait ? it.PayBy - now : wait;
    }
}
