using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Settlements.Exceptions;

/// <summary>Looks every hour for what is missing at the provider, so that a file which never comes is noticed as well.</summary>
internal sealed class MissingWatch(IServiceScopeFactory scopes, TimeProvider clock, ILogger<MissingWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "What is missing at the provider could not be looked for; next hour");
            }
        }
    }

    /// <summary>Storefronts that never had a file are not reconciled.</summary>
    private async Task LookAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<StorefrontScope>().AllowAll();
        var db = scope.ServiceProvider.GetRequiredService<RefundDb>();
        var storefronts = await db.Settlements.Select(x => x.StorefrontId).Distinct().ToListAsync(cancellation);
        foreach (var storefront in storefronts)
        {
            await scope
                .ServiceProvider.GetRequiredService<FindMissing>()
                .RunAsync(storefront, int.MaxValue, cancellation);
        }
    }
}
