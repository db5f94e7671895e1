using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.StoreCredits;

/// <summary>
/// Writes off, every minute, what was not spent in time. Nobody waits for it: what has expired can't be spent, whether it is
/// written off or not. Of two replicas one finds that the other was first.
/// </summary>
internal sealed class ExpireStoreCredit(
    IServiceScopeFactory scopes,
    TimeProvider time,
    DatabaseClock<RefundDb> clock,
    ILogger<ExpireStoreCredit> logger
) : BackgroundService
{
    internal const int AtOnce = 100;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // A clock that is far off must not take anybody's credit.
                for (var expired = clock.IsKnown ? AtOnce : 0; expired == AtOnce; )
                {
                    await using var scope = scopes.CreateAsyncScope();
                    scope.ServiceProvider.GetRequiredService<StorefrontScope>().AllowAll();
                    var db = scope.ServiceProvider.GetRequiredService<RefundDb>();
                    expired = await RunAsync(db, clock.UtcNow, stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                var expected = Outage.IsConflict(exception) || Outage.Is(exception);
                logger.Log(
                    expected ? LogLevel.Debug : LogLevel.Error,
                    exception,
                    "Store credit could not be written off; next time"
                );
            }
        }
    }

    /// <summary>Writes off the oldest that have expired, and says how many those were.</summary>
    internal static async Task<int> RunAsync(RefundDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var grants = await db
            .StoreCreditGrants.Where(x => x.Left > 0 && x.ExpiresAt <= now)
            .OrderBy(x => x.ExpiresAt)
            .Take(AtOnce)
            .ToListAsync(cancellation);
        foreach (var grant in grants)
        {
            db.StoreCreditEntries.Add(StoreCreditEntry.Of(grant, StoreCreditEntry.Expired, -grant.Left, now));
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
