using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>Deletes inbox rows and replayed failures after seven days: no message comes again later than that.</summary>
internal sealed class InboxCleanup<TDbContext>(IServiceProvider services, ILogger<InboxCleanup<TDbContext>> logger)
    : PeriodicWorker<TDbContext>(services, logger, TimeSpan.FromMinutes(10))
    where TDbContext : DurableDbContext
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var db = scope.GetRequiredService<TDbContext>();
        var before = Clock.UtcNow - Retention;
        await db.WriteAsync(
            () => db.Inbox.Where(x => x.ConsumedAt < before).ExecuteDeleteAsync(cancellation),
            cancellation
        );
        await db.WriteAsync(
            () => db.Failures.Where(x => x.ReplayedAt < before).ExecuteDeleteAsync(cancellation),
            cancellation
        );
    }
}
