using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>
/// Writes off expired store credit every minute; it cannot be spent from the moment it expires. If two replicas do this at the
/// same time, one conflicts and retries.
/// </summary>
internal sealed class ExpireStoreCredit(IServiceProvider services, ILogger<ExpireStoreCredit> logger)
    : PeriodicWorker<RefundDb>(services, logger, TimeSpan.FromMinutes(1))
{
    internal const int BatchSize = 100;

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().AllowAll();
        var db = scope.GetRequiredService<RefundDb>();
        while (await RunAsync(db, Clock.UtcNow, cancellation) == BatchSize)
        {
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Writes off the oldest expired grants, and returns their number.</summary>
    internal static async Task<int> RunAsync(RefundDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var grants = await db
            .StoreCreditGrants.Where(x => x.Left > 0 && x.ExpiresAt <= now)
            .OrderBy(x => x.ExpiresAt)
            .Take(BatchSize)
            .ToListAsync(cancellation);
        foreach (var grant in grants)
        {
            db.StoreCreditMovements.Add(StoreCreditMovement.Of(grant, StoreCreditMovement.Expired, -grant.Left, now));
            db.Post(StoreCreditPostings.Expired(grant, now));
            grant.Left = 0;
        }
        if (grants.Count > 0)
        {
            await db.SaveChangesAsync(cancellation);
        }
        return grants.Count;
    }
}
