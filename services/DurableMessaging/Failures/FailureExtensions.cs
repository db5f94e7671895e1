using AfterSalesMesh.DurableMessaging.Capture;
using AfterSalesMesh.DurableMessaging.Storage;

namespace AfterSalesMesh.DurableMessaging.Failures;

public static class FailureExtensions
{
    /// <summary>
    /// Makes an outbox row of it, which goes out after the commit under the message's own id; nothing where that was done
    /// before. Of two at once, one commit fails (<see cref="Outage.IsConflict"/>).
    /// </summary>
    public static bool Replay(this DurableDbContext db, Failure failure, DateTimeOffset now)
    {
        if (failure.ReplayedAt is not null)
        {
            return false;
        }
        failure.ReplayedAt = now;
        db.Outbox.Add(
            new OutboxMessage
            {
                Id = Guid.CreateVersion7(now),
                MessageId = failure.MessageId,
                Destination = failure.Destination,
                ContentType = failure.ContentType,
                Body = failure.Body,
                Headers = failure.Headers,
                Properties = failure.Properties,
                CorrelationId = failure.CorrelationId,
                EnqueuedAt = now,
                DueAt = now + OutboxCapture.Grace,
            }
        );
        return true;
    }

    /// <summary>A message that fails again is counted, and waits for a person again.</summary>
    internal static async Task AddOrCountAsync(
        this DurableDbContext db,
        Failure failure,
        CancellationToken cancellation
    )
    {
        if (await db.Failures.FindAsync([failure.Id], cancellation) is not { } known)
        {
            db.Failures.Add(failure);
            return;
        }
        known.Count++;
        (known.Kind, known.Reason) = (failure.Kind, failure.Reason);
        (known.LastAt, known.ReplayedAt) = (failure.LastAt, null);
    }
}
