using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>Forgets what was consumed, or failed and was sent again, more than seven days ago: no message comes again so late.</summary>
internal sealed class InboxCleanup<TDbContext>(IServiceProvider services, ILogger<InboxCleanup<TDbContext>> logger)
    : Cleanup<TDbContext>(services, logger)
    where TDbContext : DurableDbContext
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    protected override async Task ForgetAsync(TDbContext db, DateTimeOffset now, CancellationToken cancellation)
    {
        var before = now - Keep;
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
