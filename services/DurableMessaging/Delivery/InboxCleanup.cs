using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>Forgets what was consumed, or failed and was sent again, more than seven days ago: no message comes again so late.</summary>
internal sealed class InboxCleanup<TDbContext>(
    IServiceScopeFactory scopes,
    DatabaseClock<TDbContext> clock,
    TimeProvider time,
    ILogger<InboxCleanup<TDbContext>> logger
) : BackgroundService
    where TDbContext : DurableDbContext
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), time);
        do
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
                    () => db.Inbox.Where(x => x.ConsumedAt < before).ExecuteDeleteAsync(stoppingToken),
                    stoppingToken
                );
                await db.WriteAsync(
                    () => db.Failures.Where(x => x.ReplayedAt < before).ExecuteDeleteAsync(stoppingToken),
                    stoppingToken
                );
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "The inbox could not be cleaned; next time");
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
