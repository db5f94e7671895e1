using AfterSalesMesh.DurableMessaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>A key is remembered for 24 hours.</summary>
internal sealed class IdempotencyCleanup<TDbContext>(
    IServiceProvider services,
    ILogger<IdempotencyCleanup<TDbContext>> logger
) : Cleanup<TDbContext>(services, logger)
    where TDbContext : ServiceDbContext
{
    private static readonly TimeSpan Keep = TimeSpan.FromHours(24);

    protected override Task ForgetAsync(TDbContext db, DateTimeOffset now, CancellationToken cancellation)
    {
        var before = now - Keep;
        return db.WriteAsync(
            () => db.IdempotencyRecords.Where(x => x.CreatedAt < before).ExecuteDeleteAsync(cancellation),
            cancellation
        );
    }
}
