using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Searches every hour for refunds that no file has settled, so that a missing file is noticed as well.</summary>
internal sealed class MissingRefundWorker(IServiceProvider services, ILogger<MissingRefundWorker> logger)
    : PeriodicWorker<RefundDb>(services, logger, TimeSpan.FromHours(1))
{
    protected override Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().AllowAll();
        var db = scope.GetRequiredService<RefundDb>();
        return RunAsync(db, scope.GetRequiredService<MissingRefundFinder>(), logger, cancellation);
    }

    /// <summary>Checks the storefronts that have settlement files.</summary>
    internal static async Task RunAsync(
        RefundDb db,
        MissingRefundFinder missing,
        ILogger logger,
        CancellationToken cancellation
    )
    {
        var storefronts = await db
            .Settlements.Select(x => x.StorefrontId)
            .Distinct()
            .OrderBy(x => x)
            .ToListAsync(cancellation);
        await StorefrontBatches.RunAsync(
            db,
            storefronts,
            async storefront =>
            {
                await missing.RunAsync(storefront, int.MaxValue, cancellation);
                return false;
            },
            logger,
            cancellation
        );
    }
}
