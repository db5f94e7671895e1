using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>
/// Makes a change of a return's lines or units a new version of the return, whose row may be unchanged: otherwise a snapshot could
/// tell of units that another commit has moved meanwhile. The returns must be loaded, before what is decided about their units.
/// </summary>
internal sealed class ReturnVersion : ICommitRule
{
    public ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation)
    {
        HashSet<Guid> changed = [];
        foreach (var line in db.ChangeTracker.Entries<ExpectedReturnLine>().Where(IsChanged))
        {
            changed.Add(line.Entity.ReturnId);
        }
        foreach (var unit in db.ChangeTracker.Entries<Unit>().Where(IsChanged))
        {
            var returnId = unit.Property(x => x.ReturnId);
            changed.UnionWith(new[] { returnId.OriginalValue, returnId.CurrentValue }.OfType<Guid>());
        }
        if (changed.Count > 0)
        {
            var returns = db.ChangeTracker.Entries<ExpectedReturn>().ToDictionary(x => x.Entity.ReturnId);
            foreach (var expected in changed.Select(x => returns[x]).Where(x => x.State == EntityState.Unchanged))
            {
                expected.Property(x => x.Version).IsModified = true;
            }
        }
        return new((Action?)null);
    }

    private static bool IsChanged(EntityEntry entry) => entry.State is EntityState.Added or EntityState.Modified;
}
