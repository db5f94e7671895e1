using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>What a commit is about to write that somebody waits for: messages to send, rows that are due.</summary>
internal sealed record Committing(IReadOnlyList<OutboxMessage> Messages, IReadOnlyCollection<Type> Due)
{
    /// <param name="soon">Rows due by then are worth waking a worker for; the sweeps find the others.</param>
    public static Committing Take(ChangeTracker changes, DateTimeOffset soon)
    {
        List<OutboxMessage> messages = [];
        HashSet<Type> due = [];
        foreach (var entry in changes.Entries())
        {
            if (entry is { Entity: IAppendOnly, State: EntityState.Modified or EntityState.Deleted })
            {
                throw new InvalidOperationException(
                    $"{entry.Metadata.DisplayName()} is append-only: what was written stays as it is."
                );
            }
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
            else if (entry.Entity is IDue { DueAt: { } dueAt } && dueAt <= soon)
            {
                due.Add(entry.Entity.GetType());
            }
        }
        return new Committing(messages, due);
    }
}
