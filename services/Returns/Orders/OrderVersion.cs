using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// Makes it a new version of an order when a return reserves a piece of it again that it had released: an order that is corrected at the
/// same time must see that.
/// </summary>
internal sealed class OrderVersion : ICommitRule
{
    public ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation)
    {
        var orders = db
            .ChangeTracker.Entries<Return>()
            .Select(x => x.Entity)
            .SelectMany(x => x.PieceChanges.Where(IsReservedAgain).Select(change => x.OrderIdOf(change.Line)))
            .ToHashSet();
        foreach (var order in db.ChangeTracker.Entries<Order>().Where(x => orders.Contains(x.Entity.Id)))
        {
            order.Property(x => x.Version).IsModified = true;
        }
        return new((Action?)null);
    }

    private static bool IsReservedAgain(PieceChange change) =>
        change is { Was: null, ReservedBy: not null, Terms: not { IsNew: true } };
}
