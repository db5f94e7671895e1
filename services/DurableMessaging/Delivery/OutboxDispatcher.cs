using System.Diagnostics;
using System.Threading.Channels;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// Sends messages right after their commit, in parallel. A message that cannot be sent stays in the outbox for
/// <see cref="OutboxSweep{TDbContext}"/>. When the process stops, requests, workers and consumers each wait until their last
/// messages are sent.
/// </summary>
internal sealed class OutboxDispatcher<TDbContext> : BackgroundService, IHostedLifecycleService
    where TDbContext : DurableDbContext
{
    private const int MaxConcurrent = 64;
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private readonly Channel<OutboxMessage> _committed = Channel.CreateBounded<OutboxMessage>(10_000);
    private readonly OutboxSender _sender;
    private readonly OutboxCleaner<TDbContext> _cleaner;
    private readonly DatabaseClock<TDbContext> _clock;
    private readonly ILogger<OutboxDispatcher<TDbContext>> _logger;
    private int _underWay;

    public OutboxDispatcher(
        OutboxSender sender,
        OutboxCleaner<TDbContext> cleaner,
        CommitNotifier afterCommit,
        EndpointShutdown endpoints,
        DatabaseClock<TDbContext> clock,
        ILogger<OutboxDispatcher<TDbContext>> logger
    )
    {
        _sender = sender;
        _cleaner = cleaner;
        _clock = clock;
        _logger = logger;
        afterCommit.OnMessages(typeof(TDbContext), Enqueue);
        endpoints.BeforeClosing(FlushAsync);
    }

    /// <summary>Waits until the messages of requests and workers are sent. Sending continues, because consumers are still running.</summary>
    public override Task StopAsync(CancellationToken cancellationToken) => FlushAsync();

    public Task StoppedAsync(CancellationToken cancellationToken) => base.StopAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                _committed.Reader.ReadAllAsync(stoppingToken),
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = stoppingToken },
                (message, cancellation) => SendAsync(message, cancellation)
            );
        }
        catch (OperationCanceledException)
        {
            // The unsent rows stay in the outbox.
        }
    }

    private void Enqueue(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            Interlocked.Increment(ref _underWay);
            if (!_committed.Writer.TryWrite(message))
            {
                // The queue is full: the sweep sends the message.
                Interlocked.Decrement(ref _underWay);
            }
        }
    }

    private async ValueTask SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        try
        {
            // Once a message is due, the sweep sends it.
            if (message.DueAt > _clock.UtcNow)
            {
                await _sender.SendAsync(message, cancellation);
                CrashPoint.Reach(CrashPoint.AfterPublish);
                _cleaner.Confirmed(message.Id);
            }
        }
        catch (Exception exception)
        {
            _logger.LogWarning(
                "Message {MessageId} of {CorrelationId} to {Destination} could not be sent; the sweep sends it later: {Reason}",
                message.MessageId ?? message.Id,
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

    /// <summary>Waits until all committed messages are sent, for some seconds at most.</summary>
    private async Task FlushAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _underWay) > 0 && Stopwatch.GetElapsedTime(began) < ShutdownTimeout)
        {
            await Task.Delay(10);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
