using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Loads a return with its units: few in the same query, many in a second one, because a join repeats the text of all the
/// return's lines with each unit.
/// </summary>
internal static class ReturnUnits
{
    private const int Few = 50;

    /// <summary>Marks the units of a new return that has many.</summary>
    public static List<ReturnUnit> Mark(List<ReturnUnit> units)
    {
        units.ForEach(x => x.IsOneOfMany = units.Count > Few);
        return units;
    }

    public static IQueryable<Return> WithFewUnits(this IQueryable<Return> returns) =>
        returns.Include(x => x.Units.Where(unit => !unit.IsOneOfMany));

    public static async Task LoadManyAsync(DurableDbContext db, Return found, CancellationToken cancellation)
    {
        if (found.Units.Count > 0)
        {
            return;
        }
        var units = db.Set<ReturnUnit>().Where(x => x.ReturnId == found.CorrelationId);
        var isTracked = db.Entry(found).State != EntityState.Detached;
        var many = await (isTracked ? units : units.AsNoTracking())
            .OrderBy(x => x.LineId)
            .ThenBy(x => x.Ordinal)
            .ToListAsync(cancellation);
        if (!isTracked)
        {
            found.Units.AddRange(many);
        }
    }
}
