using System.Collections.Concurrent;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>Passes what a commit has written to this process's dispatcher and workers; sweeps find the rest.</summary>
internal sealed class CommitNotifier(TimeProvider time)
{
    // The database's clock may be a little ahead of this process's.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Type, Action<IReadOnlyList<OutboxMessage>>> _senders = new();
    private readonly ConcurrentDictionary<Type, WorkerSlots> _workers = new();

    public DateTimeOffset Soon => time.GetUtcNow() + Tolerance;

    public void OnMessages(Type context, Action<IReadOnlyList<OutboxMessage>> send) => _senders[context] = send;

    public void OnDue(Type row, WorkerSlots worker) => _workers[row] = worker;

    public WorkerSlots? WorkerOf(Type row) => _workers.GetValueOrDefault(row);

    public void Committed(Type context, PendingCommit committed)
    {
        if (committed.Messages.Count > 0)
        {
            foreach (var (type, send) in _senders)
            {
                if (type.IsAssignableFrom(context))
                {
                    send(committed.Messages);
                }
            }
        }
        foreach (var (worker, row) in committed.Leased)
        {
            worker.Begin(row);
        }
        foreach (var worker in committed.Due)
        {
            worker.Wake();
        }
    }
}
