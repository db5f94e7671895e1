using System.Collections.Concurrent;

namespace AfterSalesMesh.Bench.Flow;

/// <summary>
/// Waits for rows of a service's database, for many at a time: one look-up by key for all that are waited for, every few
/// milliseconds, and none while nobody waits. The services are not asked: their answers would be part of the figures.
/// </summary>
internal sealed class Watch<T> : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<T>> _waiting = new();
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly Task _looking;

    /// <param name="look">Takes the returns that are waited for; gives those that are there, and something of each.</param>
    public Watch(Func<IReadOnlyCollection<Guid>, Task<List<(Guid Id, T What)>>> look) => _looking = LookAsync(look);

    public Task<T> ForAsync(Guid id)
    {
        var waiter = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = waiter;
        _wanted.Release();
        return waiter.Task.WaitAsync(Patience);
    }

    private async Task LookAsync(Func<IReadOnlyCollection<Guid>, Task<List<(Guid Id, T What)>>> look)
    {
        using var pause = new PeriodicTimer(Every);
        while (!_over.IsCancellationRequested)
        {
            if (_waiting.IsEmpty)
            {
                await _wanted.WaitAsync(_over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            foreach (var (id, what) in await look([.. _waiting.Keys]))
            {
                if (_waiting.TryRemove(id, out var waiter))
                {
                    waiter.SetResult(what);
                }
            }
            await pause.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _looking;
        _over.Dispose();
        _wanted.Dispose();
    }
}
