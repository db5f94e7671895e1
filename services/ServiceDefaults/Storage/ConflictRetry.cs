using AfterSalesMesh.DurableMessaging;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>Repeats work whose commit lost a race.</summary>
public static class ConflictRetry
{
    private const int MaxConflictRetries = 50;

    /// <summary>Runs work that loads, changes and saves rows; after a conflict it runs again on fresh data.</summary>
    public static async Task RunAsync(DbContext db, Func<Task> work, CancellationToken cancellation)
    {
        for (var retry = 1; ; retry++)
        {
            db.ChangeTracker.Clear();
            try
            {
                await work();
                db.ChangeTracker.Clear();
                return;
            }
            catch (Exception exception) when (retry < MaxConflictRetries && Outage.IsConflict(exception))
            {
                await Task.Delay(Random.Shared.Next(1, 5 + retry), cancellation);
            }
        }
    }
}
