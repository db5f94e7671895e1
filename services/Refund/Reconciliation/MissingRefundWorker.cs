using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Searches every hour for refunds that no file has settled, so that a missing file is noticed as well.</summary>
internal sealed class MissingRefundWorker(IServiceProvider services, ILogger<MissingRefundWorker> logger)
    : PeriodicWorker<RefundDb>(services, logger, TimeSpan.FromHours(1))
{
    /// <summary>Checks the storefronts that have settlement files.</summary>
    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().AllowAll();
        var db = scope.GetRequiredService<RefundDb>();
        var missing = scope.GetRequiredService<MissingRefundFinder>();
        foreach (
            var storefront in await db.Settlements.Select(x => x.StorefrontId).Distinct().ToListAsync(cancellation)
        )
        {
            await missing.RunAsync(storefront, int.MaxValue, cancellation);
        }
    }
}
