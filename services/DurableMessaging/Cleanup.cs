using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>Forgets, every ten minutes, what has been kept long enough by the database's clock.</summary>
public abstract class Cleanup<TDbContext>(IServiceProvider services, ILogger logger) : BackgroundService
    where TDbContext : DurableDbContext
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>Deletes it.</summary>
    protected abstract Task ForgetAsync(TDbContext db, DateTimeOffset now, CancellationToken cancellation);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var clock = services.GetRequiredService<DatabaseClock<TDbContext>>();
        using var timer = new PeriodicTimer(Every, services.GetRequiredService<TimeProvider>());
        do
        {
            try
            {
                // A clock that is far off must not forget what is still needed.
                if (clock.IsKnown)
                {
                    await using var scope = services.CreateAsyncScope();
                    var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
                    await ForgetAsync(db, clock.UtcNow, stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "{Cleanup} could not forget what is old; next time", GetType().Name);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
