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

    public static async Task<Return?> FindReturnAsync(
        this ReturnsDb db,
        Guid id,
        QueryTrackingBehavior tracking,
        CancellationToken cancellation
    )
    {
        var found = await db
            .Returns.AsTracking(tracking)
            .Include(x => x.Units.Where(unit => !unit.IsOneOfMany))
            .FirstOrDefaultAsync(x => x.CorrelationId == id, cancellation);
        if (found is { Units.Count: 0 })
        {
            var many = await db.Set<ReturnUnit>()
                .AsTracking(tracking)
                .Where(x => x.ReturnId == id)
                .OrderBy(x => x.LineId)
                .ThenBy(x => x.Ordinal)
                .ToListAsync(cancellation);
            // EF adds tracked units to the return itself.
            if (found.Units.Count == 0)
            {
                found.Units.AddRange(many);
            }
        }
        return found;
    }
}
