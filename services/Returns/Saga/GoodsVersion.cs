using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Makes a change of a return's goods a new version of the return, whose row may be unchanged: otherwise goods that were read before
/// another commit could overwrite its goods.
/// </summary>
internal sealed class GoodsVersion : ICommitRule
{
    public ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation)
    {
        var changed = db.ChangeTracker.Entries<ReturnGoods>().Where(x => x.State == EntityState.Modified).ToList();
        foreach (var goods in changed)
        {
            var saga = db.ChangeTracker.Entries<Return>().Single(x => x.Entity.CorrelationId == goods.Entity.ReturnId);
            saga.Property(x => x.Version).IsModified = true;
        }
        return new((Action?)null);
    }
}
