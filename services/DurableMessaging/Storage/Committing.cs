using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>What a commit is about to write that somebody waits for: messages to send, rows that are due.</summary>
/// <param name="Messages">To be sent.</param>
/// <param name="Due">Whose workers are to look.</param>
/// <param name="Leased">Rows that belong to a worker of this process as soon as they are written.</param>
internal sealed record Committing(
    IReadOnlyList<OutboxMessage> Messages,
    IReadOnlyCollection<Handover> Due,
    IReadOnlyList<(Handover Worker, object Row)> Leased
)
{
    public static Committing Take(ChangeTracker changes, AfterCommit afterCommit)
    {
        // Rows due by then are worth a worker's look; the sweeps find the others.
        var soon = afterCommit.Soon;
        List<OutboxMessage> messages = [];
        HashSet<Handover> due = [];
        List<(Handover, object)> leased = [];
        var entries = changes.Entries().ToList();
        foreach (var entry in entries)
        {
            if (entry is { Entity: IAppendOnly, State: EntityState.Modified or EntityState.Deleted })
            {
                throw new InvalidOperationException(
                    $"{entry.Metadata.DisplayName()} is append-only: what was written stays as it is."
                );
            }
        }
        foreach (var entry in entries)
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified))
            {
                continue;
            }
            if (entry is { Entity: IVersioned versioned, State: EntityState.Modified })
            {
                versioned.Version++;
            }
            if (entry is { Entity: ITraced traced, State: EntityState.Added })
            {
                traced.TraceParent ??= Tracing.Parent;
            }
            if (entry is { Entity: OutboxMessage message, State: EntityState.Added })
            {
                messages.Add(message);
            }
            else if (
                entry.Entity is IDue { DueAt: { } dueAt }
                && dueAt <= soon
                && afterCommit.WorkerOf(entry.Entity.GetType()) is { } worker
            )
            {
                if (entry.State == EntityState.Added && worker.TryLease(entry))
                {
                    // A copy: the row itself stays with the context and whoever uses it.
                    leased.Add((worker, entry.CurrentValues.ToObject()));
                }
                else
                {
                    due.Add(worker);
                }
            }
        }
        return new Committing(messages, due, leased);
    }

    /// <summary>Nothing was written.</summary>
    public void Failed()
    {
        foreach (var (worker, _) in Leased)
        {
            worker.GiveUpPlaces(1);
        }
    }
}
