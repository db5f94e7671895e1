using AfterSalesMesh.DurableMessaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>Work of a worker for several storefronts, one batch each in turn: one that fails does not hold up the others.</summary>
public static class StorefrontBatches
{
    /// <param name="db">Its tracked rows are forgotten before each batch.</param>
    /// <param name="storefronts">The storefronts with work.</param>
    /// <param name="batch">Works for a storefront, and returns true when there is more. After a failure, that storefront waits for the next run.</param>
    /// <param name="logger">The worker's log.</param>
    /// <param name="cancellation">Cancels it.</param>
    public static async Task RunAsync(
        DbContext db,
        IEnumerable<string> storefronts,
        Func<string, Task<bool>> batch,
        ILogger logger,
        CancellationToken cancellation
    )
    {
        var waiting = new Queue<string>(storefronts);
        while (waiting.TryDequeue(out var storefront))
        {
            db.ChangeTracker.Clear();
            try
            {
                if (await batch(storefront))
                {
                    waiting.Enqueue(storefront);
                }
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested && !Outage.Is(exception))
            {
                // After a conflict, as when another replica has committed first, the next run succeeds.
                logger.Log(
                    Outage.IsConflict(exception) ? LogLevel.Warning : LogLevel.Error,
                    exception,
                    "The run failed for storefront {StorefrontId}, which is tried again in the next one; other storefronts go on",
                    storefront
                );
            }
        }
    }
}
