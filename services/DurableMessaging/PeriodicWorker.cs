using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>
/// Does something at an interval, in a scope of its own, from the moment when the service's database is up to date. What
/// fails is tried again next time.
/// </summary>
/// <param name="services">The process's services.</param>
/// <param name="logger">Where failures are logged.</param>
/// <param name="interval">Between the beginnings of two runs.</param>
public abstract class PeriodicWorker<TDbContext>(IServiceProvider services, ILogger logger, TimeSpan interval)
    : BackgroundService
    where TDbContext : DurableDbContext
{
    /// <summary>The database's clock, which has been read before the first run.</summary>
    protected DatabaseClock<TDbContext> Clock { get; } = services.GetRequiredService<DatabaseClock<TDbContext>>();

    /// <summary>Runs once.</summary>
    protected abstract Task RunAsync(IServiceProvider scope, CancellationToken cancellation);

    /// <summary>A run has failed: what an earlier one has measured is no longer true.</summary>
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
                // Both are expected: an outage is reported by the health check, and another replica may have been first.
                var expected = Outage.Is(exception) || Outage.IsConflict(exception);
                logger.Log(
                    expected ? LogLevel.Debug : LogLevel.Error,
                    exception,
                    "{Worker} failed and runs again in {Interval}",
                    GetType().Name,
                    interval
                );
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
