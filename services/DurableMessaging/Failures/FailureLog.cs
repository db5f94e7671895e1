using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.DurableMessaging.Failures;

/// <summary>Keeps messages that failed for good in the database of the service that they failed in.</summary>
internal sealed class FailureLog<TDbContext>(
    IServiceScopeFactory scopes,
    DatabaseClock<TDbContext> clock,
    TimeProvider time,
    EndpointsStop endpoints,
    IOptions<DurableMessagingOptions> options,
    ILogger<FailureLog<TDbContext>> logger
)
    where TDbContext : DurableDbContext
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int MaxRaces = 20;

    /// <summary>
    /// Writes it down, however long the database is away meanwhile. False: it cannot be written down at all, and the broker
    /// must keep it.
    /// </summary>
    public async Task<bool> KeepAsync(ReceiveContext context, string kind, string endpoint, Exception? exception)
    {
        var reason = kind switch
        {
            FailureKinds.Undelivered => "It was delivered too often: whoever took it died.",
            _ when exception is null => "No consumer of this queue takes it.",
            _ => Failing.ReasonOf(exception),
        };
        for (var races = 0; ; )
        {
            try
            {
                var failure = Failing.Received(context, kind, endpoint, reason, options.Value, clock.UtcNow);
                await AddAsync(failure, context.CancellationToken);
                logger.LogError(
                    exception,
                    "{MessageType} {MessageId} of {CorrelationId} failed for good at {Endpoint} and is kept as failure {FailureId}: {Reason}",
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
                // A process that stops meanwhile gives the message back.
                await Task.Delay(Pause, time, endpoints.Stopping);
            }
            catch (Exception race) when (Outage.IsConflict(race) && ++races < MaxRaces)
            {
                logger.LogDebug("The same message failed twice at once");
            }
            catch (Exception flaw) when (!context.CancellationToken.IsCancellationRequested)
            {
                logger.LogError(
                    flaw,
                    "A message that failed at {Endpoint} could not be kept; the broker keeps it",
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
