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
    private const int BatchSize = 100;

    protected override Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().AllowAll();
        return RunAsync(scope.GetRequiredService<RefundDb>(), Clock.UtcNow, logger, cancellation);
    }

    /// <summary>Writes off what has expired, in commits of their own for each storefront.</summary>
    internal static async Task RunAsync(RefundDb db, DateTimeOffset now, ILogger logger, CancellationToken cancellation)
    {
        var expired = db.StoreCreditGrants.Where(x => x.Left > 0 && x.ExpiresAt <= now);
        var storefronts = await expired
            .Select(x => x.StorefrontId)
            .Distinct()
            .OrderBy(x => x)
            .ToListAsync(cancellation);
        await StorefrontBatches.RunAsync(
            db,
            storefronts,
            storefront => WriteOffAsync(db, expired.Where(x => x.StorefrontId == storefront), now, cancellation),
            logger,
            cancellation
        );
    }

    /// <summary>Writes off the oldest of a storefront's expired grants, and returns true when there may be more.</summary>
    private static async Task<bool> WriteOffAsync(
        RefundDb db,
        IQueryable<StoreCreditGrant> expired,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var grants = await expired.OrderBy(x => x.ExpiresAt).Take(BatchSize).ToListAsync(cancellation);
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
        return grants.Count == BatchSize;
    }
}
