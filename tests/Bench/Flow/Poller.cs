using System.Collections.Concurrent;

namespace AfterSalesMesh.Bench.Flow;

/// <summary>
/// Waits for something of many returns at a time: one query for all that are waited for, at an interval, and none while
/// nobody waits.
/// </summary>
internal sealed class Poller<T> : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<T>> _waiting = new();
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly Task _polling;

    /// <param name="query">Takes the returns that are waited for; gives those that are there, and something of each.</param>
    /// <param name="milliseconds">Between two queries.</param>
    public Poller(Func<IReadOnlyCollection<Guid>, Task<List<(Guid Id, T What)>>> query, int milliseconds = 50) =>
        _polling = PollAsync(query, TimeSpan.FromMilliseconds(milliseconds));

    public Task<T> ForAsync(Guid id)
    {
        var waiter = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = waiter;
        _wanted.Release();
        return waiter.Task.WaitAsync(Timeout);
    }

    private async Task PollAsync(
        Func<IReadOnlyCollection<Guid>, Task<List<(Guid Id, T What)>>> query,
        TimeSpan interval
    )
    {
        using var timer = new PeriodicTimer(interval);
        while (!_over.IsCancellationRequested)
        {
            if (_waiting.IsEmpty)
            {
                await _wanted.WaitAsync(_over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            foreach (var (id, what) in await query([.. _waiting.Keys]))
            {
                if (_waiting.TryRemove(id, out var waiter))
                {
                    waiter.SetResult(what);
                }
            }
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _polling;
        _over.Dispose();
        _wanted.Dispose();
    }
}
