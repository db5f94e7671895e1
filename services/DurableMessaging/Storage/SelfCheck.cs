using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// Runs one statement of each kind that services need, so that the start fails on a database that behaves differently. All statements
/// run in one transaction that is rolled back, on rows that no running replica can see.
/// </summary>
public static class SelfCheck
{
    // Earlier than any real row is due, so that only this check's rows are leased.
    private static readonly DateTimeOffset LongAgo = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="db">A context of its own.</param>
    /// <param name="other">A second one, as another replica would have.</param>
    /// <exception cref="InvalidOperationException">The database does not behave as expected; the message says how.</exception>
    public static Task RunAsync(DurableDbContext db, DurableDbContext other, CancellationToken cancellation) =>
        db.WriteAsync(() => InTransactionAsync(db, other, cancellation), cancellation);

    private static async Task<bool> InTransactionAsync(
        DurableDbContext db,
        DurableDbContext other,
        CancellationToken cancellation
    )
    {
        var stem = Guid.NewGuid().ToByteArray()[..9];
        // In order when compared from their start, as time-ordered ids must be; not in order when compared from their end.
        var (first, second) = (Message([.. stem, 1, 9, 9, 9, 9, 9, 9]), Message([.. stem, 2, 1, 1, 1, 1, 1, 1]));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await StepAsync(
            "insert several rows at once",
            async () =>
            {
                db.AddRange(first, second, Proof(first.Id));
                return await db.SaveUnsentAsync(cancellation) == 3;
            }
        );
        if (!db.Database.IsSqlite())
        {
            await StepAsync(
                "skip due rows that another session holds",
                async () => (await other.LeaseDue<OutboxMessage>(LongAgo, LongAgo, 2).ToListAsync(cancellation)) is []
            );
        }
        await StepAsync(
            "lease due rows",
            async () =>
                (await db.LeaseDue<OutboxMessage>(LongAgo, LongAgo.AddDays(1), 2).ToListAsync(cancellation))
                    is [var one, var two]
                && one.DueAt == LongAgo.AddDays(1)
                && two.DueAt == LongAgo.AddDays(1)
                && (Guid[])[first.Id, second.Id] is var ids
                && ids.Contains(one.Id)
                && ids.Contains(two.Id)
        );
        await StepAsync(
            "page through rows in the order of their ids",
            async () =>
                (
                    await db
                        .Outbox.AsNoTracking()
                        .Where(x => x.Id > first.Id)
                        .OrderBy(x => x.Id)
                        .Take(1)
                        .ToListAsync(cancellation)
                )
                    is [var next]
                && next.Id == second.Id
        );
        await StepAsync("notice a lost race for a row", () => IsLostRaceNoticedAsync(db, cancellation));
        await StepAsync(
            "refuse the same key twice",
            async () =>
            {
                db.ChangeTracker.Clear();
                db.Add(Proof(first.Id));
                return await IsConflictAsync(db, cancellation);
            }
        );
        await transaction.RollbackAsync(cancellation);
        return true;
    }

    /// <summary>Updates a row that does not exist, which must count as a lost race.</summary>
    private static async Task<bool> IsLostRaceNoticedAsync(DurableDbContext db, CancellationToken cancellation)
    {
        var row = db.Entry((Failure)RuntimeHelpers.GetUninitializedObject(typeof(Failure)));
        row.Property(x => x.Id).CurrentValue = Guid.NewGuid();
        row.State = EntityState.Unchanged;
        row.Property(x => x.Version).IsModified = true;
        return await IsConflictAsync(db, cancellation);
    }

    private static async Task<bool> IsConflictAsync(DurableDbContext db, CancellationToken cancellation)
    {
        try
        {
            await db.SaveUnsentAsync(cancellation);
            return false;
        }
        catch (Exception exception) when (Outage.IsConflict(exception))
        {
            return true;
        }
    }

    private static async Task StepAsync(string what, Func<Task<bool>> works)
    {
        Exception? cause = null;
        try
        {
            if (await works())
            {
                return;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            cause = exception;
        }
        throw new InvalidOperationException(
            $"The check at start failed: this database does not {what} as expected. {cause?.GetBaseException().Message}".Trim(),
            cause
        );
    }

    private static OutboxMessage Message(ReadOnlySpan<byte> id) =>
        new()
        {
            Id = new Guid(id, bigEndian: true),
            Destination = "self-check",
            ContentType = "none",
            Body = [0],
            Headers = "{}",
            Properties = "{}",
            EnqueuedAt = LongAgo,
            DueAt = LongAgo,
        };

    private static InboxEntry Proof(Guid message) =>
        new()
        {
            MessageId = message,
            Consumer = "self-check",
            ConsumedAt = LongAgo,
        };
}
