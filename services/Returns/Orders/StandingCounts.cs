using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// Adds what changed in a return to the counters of its order, in the return's commit: a customer's standing is their sum. Never
/// below 0: a person may have set them back.
/// </summary>
internal sealed class StandingCounts : ICommitRule
{
    public async ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation)
    {
        List<Return> changed =
        [
            .. db.ChangeTracker.Entries<Return>().Select(x => x.Entity).Where(x => x.CountChange is not null),
        ];
        foreach (var saga in changed)
        {
            // A request has its order at hand; of the others, few change a count.
            if (await db.FindAsync<Order>([saga.OrderId], cancellation) is { } order)
            {
                Add(order, saga.CountChange!);
                db.Entry(order).DetectChanges();
            }
        }
        return changed.Count == 0 ? null : () => changed.ForEach(x => x.CountChange = null);
    }

    private static void Add(Order order, StandingCount change)
    {
        order.CountedReturns = Math.Max(0, order.CountedReturns + change.Returns);
        order.CountedUnits = Math.Max(0, order.CountedUnits + change.Units);
        order.Mismatches = Math.Max(0, order.Mismatches + change.Mismatches);
        order.Worn = Math.Max(0, order.Worn + change.Worn);
    }
}
