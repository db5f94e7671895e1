using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>A key is remembered for 24 hours.</summary>
internal sealed class IdempotencyCleanup<TDbContext>(
    IServiceScopeFactory scopes,
    DatabaseClock<TDbContext> clock,
    TimeProvider time,
    ILogger<IdempotencyCleanup<TDbContext>> logger
) : BackgroundService
    where TDbContext : ServiceDbContext
{
    private static readonly TimeSpan Keep = TimeSpan.FromHours(24);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!clock.IsKnown)
            {
                continue;
            }
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
                var before = clock.UtcNow - Keep;
                await db.WriteAsync(
                    () => db.IdempotencyRecords.Where(x => x.CreatedAt < before).ExecuteDeleteAsync(stoppingToken),
                    stoppingToken
                );
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "Old idempotency keys could not be deleted; next time");
            }
        }
    }
}
