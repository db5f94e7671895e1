using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>
/// Runs at an interval, each time in a new scope; the first time when the service's database is migrated. A failed run is
/// logged, and the next one begins on time.
/// </summary>
/// <param name="interval">The time between the starts of two runs.</param>
public abstract class PeriodicWorker<TDbContext>(IServiceProvider services, ILogger logger, TimeSpan interval)
    : BackgroundService
    where TDbContext : DurableDbContext
{
    /// <summary>The database's clock, which has been read before the first run.</summary>
    protected DatabaseClock<TDbContext> Clock { get; } = services.GetRequiredService<DatabaseClock<TDbContext>>();

    /// <summary>Runs once.</summary>
    protected abstract Task RunAsync(IServiceProvider scope, CancellationToken cancellation);

    /// <summary>Called after a failed run: figures from an earlier run are out of date.</summary>
    protected virtual void OnFailure() { }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Clock.Known.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(interval, services.GetRequiredService<TimeProvider>());
        do
        {
            try
            {
                await using var scope = services.CreateAsyncScope();
                await RunAsync(scope.ServiceProvider, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                OnFailure();
                // The health check reports an outage; a conflict means that another replica committed first.
                var expected = Outage.Is(exception) || Outage.IsConflict(exception);
                logger.Log(
                    expected ? LogLevel.Debug : LogLevel.Error,
                    exception,
                    "A run failed; the next one begins after {Interval}",
                    interval
                );
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
