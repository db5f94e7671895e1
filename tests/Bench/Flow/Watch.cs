using System.Collections.Concurrent;
using Npgsql;

namespace AfterSalesMesh.Bench.Flow;

/// <summary>
/// Waits for rows of a service's database, for many at a time: one look-up by key for all that are waited for, every few
/// milliseconds, and none while nobody waits. The services are not asked: their answers would be part of the figures.
/// </summary>
internal sealed class Watch<T> : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<T>> _waiting = new();
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly Task _looking;

    /// <param name="database">Where.</param>
    /// <param name="sql">Takes the returns that are waited for as $1; gives those that are there, and something of each.</param>
    public Watch(NpgsqlDataSource database, string sql) => _looking = LookAsync(database, sql);

    public Task<T> ForAsync(Guid id)
    {
        var waiter = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = waiter;
        _wanted.Release();
        return waiter.Task.WaitAsync(Patience);
    }

    private async Task LookAsync(NpgsqlDataSource database, string sql)
    {
        await _wanted.WaitAsync(_over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        var ids = new NpgsqlParameter<Guid[]> { TypedValue = [] };
        command.Parameters.Add(ids);
        await command.PrepareAsync();
        using var pause = new PeriodicTimer(Every);
        while (!_over.IsCancellationRequested)
        {
            if (_waiting.IsEmpty)
            {
                await _wanted.WaitAsync(_over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            ids.TypedValue = [.. _waiting.Keys];
            await using (var rows = await command.ExecuteReaderAsync())
            {
                while (await rows.ReadAsync())
                {
                    if (_waiting.TryRemove(rows.GetGuid(0), out var waiter))
                    {
                        waiter.SetResult(rows.GetFieldValue<T>(1));
                    }
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
