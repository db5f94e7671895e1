using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// Sends what a crash left behind. A row that fails waits longer each time and is quarantined at last; it never holds
/// back another. Attempts count only while the broker is there.
/// </summary>
internal sealed class OutboxSweep<TDbContext>(
    IServiceProvider services,
    IBusControl bus,
    OutboxSender sender,
    OutboxDispatcher<TDbContext> dispatcher,
    ILogger<OutboxSweep<TDbContext>> logger
) : DueWorker<TDbContext, OutboxMessage>(services, logger)
    where TDbContext : DurableDbContext
{
    internal const int MaxAttempts = 20;

    protected override int Batch => 64;

    protected override bool Ready => bus.CheckHealth().Status != BusHealthStatus.Unhealthy;

    protected override async Task WorkAsync(OutboxMessage row, IServiceProvider scope, CancellationToken cancellation)
    {
        try
        {
            await sender.SendAsync(row, cancellation);
            dispatcher.Confirmed(row.Id);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && Ready)
        {
            var now = Clock.UtcNow;
            var quarantined = row.Attempts >= MaxAttempts;
            logger.Log(
                quarantined ? LogLevel.Error : LogLevel.Warning,
                exception,
                "Message {MessageId} of {CorrelationId} to {Destination} could not be sent, attempt {Attempt}, quarantined: {Quarantined}",
                row.Id,
                row.CorrelationId,
                row.Destination,
                row.Attempts,
                quarantined
            );
            await RecordAsync(
                scope.GetRequiredService<TDbContext>(),
                row.Id,
                quarantined ? null : now + Backoff(row.Attempts),
                quarantined ? now : null,
                exception.Message[..Math.Min(exception.Message.Length, 1000)],
                cancellation
            );
        }
    }

    internal static TimeSpan Backoff(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(30 * Math.Pow(2, attempts - 1), 3600));

    private static Task<int> RecordAsync(
        TDbContext db,
        Guid id,
        DateTimeOffset? dueAt,
        DateTimeOffset? quarantinedAt,
        string error,
        CancellationToken cancellation
    ) =>
        db.WriteAsync(
            () =>
                db
                    .Outbox.Where(x => x.Id == id)
                    .ExecuteUpdateAsync(
                        x =>
                            x.SetProperty(m => m.DueAt, dueAt)
                                .SetProperty(m => m.QuarantinedAt, quarantinedAt)
                                .SetProperty(m => m.LastError, error),
                        cancellation
                    ),
            cancellation
        );
}
