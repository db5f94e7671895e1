using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Looks every hour for what is missing at the provider, so that a file which never comes is noticed as well.</summary>
internal sealed class MissingWatch(IServiceProvider services, ILogger<MissingWatch> logger)
    : PeriodicWorker<RefundDb>(services, logger, TimeSpan.FromHours(1))
{
    /// <summary>Storefronts that never had a file are not reconciled.</summary>
    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().AllowAll();
        var db = scope.GetRequiredService<RefundDb>();
        var missing = scope.GetRequiredService<FindMissing>();
        foreach (
            var storefront in await db.Settlements.Select(x => x.StorefrontId).Distinct().ToListAsync(cancellation)
        )
        {
            await missing.RunAsync(storefront, int.MaxValue, cancellation);
        }
    }
}
