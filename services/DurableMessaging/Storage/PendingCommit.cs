using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>The part of a commit that starts work afterwards: messages to send and rows that are due.</summary>
/// <param name="Due">Workers that have a row to lease.</param>
/// <param name="Leased">Rows that are written as leased by a worker of this process.</param>
internal sealed record PendingCommit(
    IReadOnlyList<OutboxMessage> Messages,
    IReadOnlyCollection<WorkerSlots> Due,
    IReadOnlyList<(WorkerSlots Worker, object Row)> Leased
)
{
    public static PendingCommit Take(ChangeTracker changes, CommitNotifier afterCommit)
    {
        // Rows due later than this are found by the next sweep.
        var soon = afterCommit.Soon;
        List<OutboxMessage> messages = [];
        HashSet<WorkerSlots> due = [];
        List<(WorkerSlots, object)> leased = [];
        foreach (var entry in changes.Entries().ToList())
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
                    // A copy, because the context still uses the row itself.
                    leased.Add((worker, entry.CurrentValues.ToObject()));
                }
                else
                {
                    due.Add(worker);
                }
            }
        }
        return new PendingCommit(messages, due, leased);
    }

    /// <summary>The commit failed: releases the slots of leased rows.</summary>
    public void Failed()
    {
        foreach (var (worker, _) in Leased)
        {
            worker.Release(1);
        }
    }
}
