using AfterSalesMesh.DurableMessaging.Failures;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// Sends messages that were not sent after their commit. A message that is refused waits longer each time, and becomes a
/// failure after <see cref="MaxRefusals"/> times; it never holds back another. In an outage it is tried again each time its
/// lease ends.
/// </summary>
internal sealed class OutboxSweep<TDbContext>(
    IServiceProvider services,
    IBusControl bus,
    OutboxSender sender,
    OutboxCleaner<TDbContext> cleaner,
    IOptions<DurableMessagingOptions> options,
    ILogger<OutboxSweep<TDbContext>> logger
) : DueWorker<TDbContext, OutboxMessage>(services, logger, "outbox message")
    where TDbContext : DurableDbContext
{
    // With their pauses these take more than an hour; by then a service that starts for the first time has declared its queues.
    internal const int MaxRefusals = 8;

    protected override int Batch => 64;

    protected override bool Ready => bus.CheckHealth().Status != BusHealthStatus.Unhealthy;

    protected override async Task WorkAsync(OutboxMessage row, IServiceProvider scope, CancellationToken cancellation)
    {
        try
        {
            await sender.SendAsync(row, cancellation);
            cleaner.Confirmed(row.Id);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            var refusals = row.Refusals + (Refusal.Is(exception) ? 1 : 0);
            var givenUp = refusals >= MaxRefusals;
            logger.Log(
                givenUp ? LogLevel.Error : LogLevel.Warning,
                exception,
                "Message {MessageId} of {CorrelationId} to {Destination} could not be sent; refused {Refusals} times; given up: {GivenUp}",
                row.MessageId ?? row.Id,
                row.CorrelationId,
                row.Destination,
                refusals,
                givenUp
            );
            var db = scope.GetRequiredService<TDbContext>();
            if (givenUp)
            {
                await db.AddOrCountAsync(
                    FailureFactory.Unsent(row, exception, options.Value, Clock.UtcNow),
                    cancellation
                );
                db.Remove(row);
            }
            else if (refusals > row.Refusals)
            {
                db.Attach(row);
                (row.DueAt, row.Refusals) = (Clock.UtcNow + Backoff(refusals), refusals);
                row.LastError = FailureFactory.ReasonOf(exception);
            }
            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateConcurrencyException)
            {
                // The message was sent meanwhile and its row deleted.
            }
        }
    }

    internal static TimeSpan Backoff(int refusals) =>
        TimeSpan.FromSeconds(Math.Min(30 * Math.Pow(2, refusals - 1), 3600));
}
