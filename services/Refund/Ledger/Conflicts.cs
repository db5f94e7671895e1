using AfterSalesMesh.DurableMessaging;

namespace AfterSalesMesh.Refund.Ledger;

internal static class Conflicts
{
    private const int Most = 50;

    /// <summary>Does again what lost a race, on what is there by then.</summary>
    public static async Task AgainAsync(RefundDb db, Func<Task> work, CancellationToken cancellation)
    {
        for (var race = 1; ; race++)
        {
            db.ChangeTracker.Clear();
            try
            {
                await work();
                db.ChangeTracker.Clear();
                return;
            }
            catch (Exception exception) when (race < Most && Outage.IsConflict(exception))
            {
                await Task.Delay(Random.Shared.Next(1, 5 + race), cancellation);
            }
        }
    }
}
