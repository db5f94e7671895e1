using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// Adds the changes of a return to the counters of its order, in the return's commit: a customer's standing is their sum. Counters are never
/// below 0, because a person may have reset them.
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
            // For a new request the order is already tracked; other events seldom change a count.
            if (await db.FindAsync<Order>([saga.Goods.CountedOn ?? saga.OrderId], cancellation) is { } order)
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
