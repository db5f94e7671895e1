using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.DurableMessaging.Failures;

/// <summary>Stores messages that failed for good in the database of their service.</summary>
internal sealed class FailureLog<TDbContext>(
    IServiceScopeFactory scopes,
    DatabaseClock<TDbContext> clock,
    TimeProvider time,
    EndpointShutdown endpoints,
    IOptions<DurableMessagingOptions> options,
    ILogger<FailureLog<TDbContext>> logger
)
    where TDbContext : DurableDbContext
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int MaxConflictRetries = 20;

    /// <summary>
    /// Stores the message as a failure, and waits while the database is unavailable. Returns false when it cannot be stored at all and
    /// the broker must keep it.
    /// </summary>
    public async Task<bool> KeepAsync(ReceiveContext context, string kind, string endpoint, Exception? exception)
    {
        var reason = kind switch
        {
            FailureKinds.Undelivered => "The message was delivered too often: each process that received it died.",
            _ when exception is null => "No consumer of this queue handles the message's type.",
            _ => FailureFactory.ReasonOf(exception),
        };
        for (var conflicts = 0; ; )
        {
            try
            {
                var failure = FailureFactory.Received(context, kind, endpoint, reason, options.Value, clock.UtcNow);
                await AddAsync(failure, context.CancellationToken);
                logger.LogError(
                    exception,
                    "{MessageType} {MessageId} of {CorrelationId} failed for good at {Endpoint} and is stored as failure {FailureId}: {Reason}",
                    failure.MessageType,
                    failure.MessageId,
                    failure.CorrelationId,
                    endpoint,
                    failure.Id,
                    reason
                );
                return true;
            }
            catch (Exception away) when (Outage.Is(away))
            {
                // If the process stops meanwhile, the message goes back to the broker.
                await Task.Delay(Pause, time, endpoints.Stopping);
            }
            catch (Exception conflict) when (Outage.IsConflict(conflict) && ++conflicts < MaxConflictRetries)
            {
                logger.LogDebug("The failure is already stored: the message failed twice at the same time");
            }
            catch (Exception flaw) when (!context.CancellationToken.IsCancellationRequested)
            {
                logger.LogError(
                    flaw,
                    "A message that failed at {Endpoint} could not be stored; the broker keeps it",
                    endpoint
                );
                return false;
            }
        }
    }

    private async Task AddAsync(Failure failure, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await db.AddOrCountAsync(failure, cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}
