using System.Collections.Concurrent;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>Tells those who wait in this process that a commit has something for them. Whoever misses it sweeps later.</summary>
internal sealed class AfterCommit(TimeProvider clock)
{
    // The database's clock may be a little ahead of this process's.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Type, Action<IReadOnlyList<OutboxMessage>>> _senders = new();
    private readonly ConcurrentDictionary<Type, Action> _workers = new();

    public DateTimeOffset Soon => clock.GetUtcNow() + Tolerance;

    public void OnMessages(Type context, Action<IReadOnlyList<OutboxMessage>> send) => _senders[context] = send;

    public void OnDue(Type row, Action wake) => _workers[row] = wake;

    public void Committed(Type context, Committing committed)
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
        foreach (var row in committed.Due)
        {
            if (_workers.TryGetValue(row, out var wake))
            {
                wake();
            }
        }
    }
}
