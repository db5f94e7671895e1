using AfterSalesMesh.DurableMessaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// Reads numbers from a database every 15 seconds, off every hot path, for gauges that show the last it read. Replicas
/// show the same: take the maximum, not the sum.
/// </summary>
public abstract class Watch(IServiceScopeFactory scopes, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    /// <summary>Reads the numbers anew.</summary>
    protected abstract Task ReadAsync(IServiceProvider scope, CancellationToken cancellation);

    /// <summary>Forgets them: an old number would be a lie.</summary>
    protected abstract void Forget();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await ReadAsync(scope.ServiceProvider, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Forget();
                logger.Log(
                    Outage.Is(exception) ? LogLevel.Debug : LogLevel.Warning,
                    exception,
                    "Numbers for {Watch} could not be read; next time",
                    GetType().Name
                );
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
