using System.Diagnostics;
using System.Threading.Channels;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// Sends what was just committed, side by side, and deletes what the broker has confirmed, many rows at a time. Whatever
/// goes wrong here is left to the <see cref="OutboxSweep{TDbContext}"/>: the row is still there. It stops after all others,
/// who wait until what they said last is sent.
/// </summary>
internal sealed class OutboxDispatcher<TDbContext> : BackgroundService, IHostedLifecycleService
    where TDbContext : DurableDbContext
{
    private const int SideBySide = 64;
    private const int DeletedAtOnce = 500;

    // Longer: fewer deleting commits. Until then a crash sends the row again, and the inbox drops it.
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private readonly Channel<OutboxMessage> _committed;
    private readonly Channel<Guid> _confirmed = Channel.CreateUnbounded<Guid>();
    private readonly OutboxSender _sender;
    private readonly IBus _bus;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<OutboxDispatcher<TDbContext>> _logger;
    private volatile bool _stopping;
    private int _underWay;

    public OutboxDispatcher(
        OutboxSender sender,
        IBus bus,
        AfterCommit afterCommit,
        IServiceScopeFactory scopes,
        TimeProvider clock,
        ILogger<OutboxDispatcher<TDbContext>> logger
    )
    {
        (_sender, _bus, _scopes, _clock, _logger) = (sender, bus, scopes, clock, logger);
        _committed = Channel.CreateBounded<OutboxMessage>(
            new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite },
            _ => Interlocked.Decrement(ref _underWay)
        );
        afterCommit.OnMessages(typeof(TDbContext), Enqueue);
    }

    /// <summary>The broker has it: the row may go.</summary>
    public void Confirmed(Guid message) => _confirmed.Writer.TryWrite(message);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _bus.ConnectReceiveEndpointObserver(new LastWords(this));
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Requests and workers have ended; consumers have not, so it goes on.</summary>
    public override Task StopAsync(CancellationToken cancellationToken) => FlushAsync();

    public Task StoppedAsync(CancellationToken cancellationToken) => base.StopAsync(cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(SendAsync(stoppingToken), DeleteAsync(stoppingToken));

    private void Enqueue(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            Interlocked.Increment(ref _underWay);
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
                            "Message {MessageId} of {CorrelationId} to {Destination} waits for the sweep: {Reason}",
                            message.Id,
                            message.CorrelationId,
                            message.Destination,
                            exception.Message
                        );
                    }
                    finally
                    {
                        Interlocked.Decrement(ref _underWay);
                    }
                }
            )
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Waits until all that was committed is sent, as long as a broker that is there takes for it.</summary>
    private async Task FlushAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _underWay) > 0 && Stopwatch.GetElapsedTime(began) < LastPatience)
        {
            await Task.Delay(10);
        }
    }

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

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        return Task.CompletedTask;
    }

    /// <summary>An endpoint that stops has handled what it took; the connection closes only after all observers.</summary>
    private sealed class LastWords(OutboxDispatcher<TDbContext> dispatcher) : IReceiveEndpointObserver
    {
        public Task Completed(ReceiveEndpointCompleted completed) =>
            dispatcher._stopping ? dispatcher.FlushAsync() : Task.CompletedTask;

        public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;
    }
}
