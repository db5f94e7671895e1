using System.Threading.Channels;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// Sends what was just committed, side by side, and deletes what the broker has confirmed, many rows at a time. Whatever
/// goes wrong here is left to the <see cref="OutboxSweep{TDbContext}"/>: the row is still there.
/// </summary>
internal sealed class OutboxDispatcher<TDbContext> : BackgroundService
    where TDbContext : DurableDbContext
{
    private const int SideBySide = 64;
    private const int DeletedAtOnce = 500;

    // Longer: fewer deleting commits. Until then a crash sends the row again, and the inbox drops it.
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    private readonly Channel<OutboxMessage> _committed = Channel.CreateBounded<OutboxMessage>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Channel<Guid> _confirmed = Channel.CreateUnbounded<Guid>();
    private readonly OutboxSender _sender;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<OutboxDispatcher<TDbContext>> _logger;

    public OutboxDispatcher(
        OutboxSender sender,
        AfterCommit afterCommit,
        IServiceScopeFactory scopes,
        TimeProvider clock,
        ILogger<OutboxDispatcher<TDbContext>> logger
    )
    {
        (_sender, _scopes, _clock, _logger) = (sender, scopes, clock, logger);
        afterCommit.OnMessages(typeof(TDbContext), Enqueue);
    }

    /// <summary>The broker has it: the row may go.</summary>
    public void Confirmed(Guid message) => _confirmed.Writer.TryWrite(message);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(SendAsync(stoppingToken), DeleteAsync(stoppingToken));

    private void Enqueue(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            _committed.Writer.TryWrite(message);
        }
    }

    private Task SendAsync(CancellationToken stopping) =>
        Parallel
            .ForEachAsync(
                _committed.Reader.ReadAllAsync(stopping),
                new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = stopping },
                async (message, cancellation) =>
                {
                    try
                    {
                        await _sender.SendAsync(message, cancellation);
                        CrashPoint.Reach(CrashPoint.AfterPublish);
                        Confirmed(message.Id);
                    }
                    catch (Exception exception)
                    {
                        _logger.LogWarning(
                            "Message {MessageId} to {Destination} waits for the sweep: {Reason}",
                            message.Id,
                            message.Destination,
                            exception.Message
                        );
                    }
                }
            )
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private async Task DeleteAsync(CancellationToken stopping)
    {
        try
        {
            while (await _confirmed.Reader.WaitToReadAsync(stopping))
            {
                if (_confirmed.Reader.Count < DeletedAtOnce)
                {
                    await Task.Delay(Gather, _clock, stopping);
                }
                await DeleteConfirmedAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // What was confirmed last is deleted before the process leaves.
            await DeleteConfirmedAsync(CancellationToken.None);
        }
    }

    private async Task DeleteConfirmedAsync(CancellationToken cancellation)
    {
        List<Guid> ids = [];
        while (ids.Count < DeletedAtOnce && _confirmed.Reader.TryRead(out var id))
        {
            ids.Add(id);
        }
        if (ids.Count == 0)
        {
            return;
        }
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
            await db.WriteAsync(
                () => db.Outbox.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(cancellation),
                cancellation
            );
        }
        catch (Exception exception)
        {
            _logger.LogWarning(exception, "{Count} sent messages stay for the sweep to send again", ids.Count);
        }
    }
}
