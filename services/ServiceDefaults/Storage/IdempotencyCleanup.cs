using AfterSalesMesh.DurableMessaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>Deletes idempotency keys after 24 hours.</summary>
internal sealed class IdempotencyCleanup<TDbContext>(
    IServiceProvider services,
    ILogger<IdempotencyCleanup<TDbContext>> logger
) : PeriodicWorker<TDbContext>(services, logger, TimeSpan.FromMinutes(10))
    where TDbContext : ServiceDbContext
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    protected override Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var db = scope.GetRequiredService<TDbContext>();
        var before = Clock.UtcNow - Retention;
        return db.WriteAsync(
            () => db.IdempotencyRecords.Where(x => x.CreatedAt < before).ExecuteDeleteAsync(cancellation),
            cancellation
        );
    }
}
