using AfterSalesMesh.DurableMessaging.Capture;
using AfterSalesMesh.DurableMessaging.Storage;

namespace AfterSalesMesh.DurableMessaging.Failures;

public static class FailureExtensions
{
    /// <summary>
    /// Adds an outbox row that sends the message again after the commit, with its original id; does nothing if the failure was replayed
    /// before. Of two replays at the same time, one commit fails (<see cref="Outage.IsConflict"/>).
    /// </summary>
    public static void Replay(this DurableDbContext db, Failure failure, DateTimeOffset now)
    {
        if (failure.ReplayedAt is not null)
        {
            return;
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
    }

    /// <summary>Adds the failure, or reopens and counts the one of the same message if it has failed before.</summary>
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
