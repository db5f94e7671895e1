using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>Finds out which of the pieces that a return has released it cannot take again.</summary>
internal static class TakenPieces
{
    /// <summary>Loads which pieces that an unassigned unit could be placed on are reserved by other returns.</summary>
    public static Task LoadAsync(ReturnsDb db, Return saga, CancellationToken cancellation) =>
        LoadAsync(db, saga, saga.Goods.Unassigned.Where(x => !x.Dismissed).Select(x => x.Line), cancellation);

    /// <summary>
    /// Loads which pieces that the return has released on some of its lines other returns have reserved, and which have other amounts
    /// in their order now.
    /// </summary>
    public static async Task LoadAsync(
        ReturnsDb db,
        Return saga,
        IEnumerable<LineKey?> lines,
        CancellationToken cancellation
    )
    {
        var wanted = lines.ToHashSet();
        var released = saga.Goods.Units.Where(x => x.Released && x.UnitId is null && wanted.Contains(x.Line)).ToList();
        if (released.Count == 0)
        {
            return;
        }
        var numbers = released.Select(x => x.Line).Distinct().ToLookup(saga.OrderIdOf, x => x.OrderNumber);
        List<Guid> orders = [.. numbers.Select(x => x.Key)];
        List<string> lineIds = [.. released.Select(x => x.LineId).Distinct()];
        // Of an order, other returns may have reserved a hundred thousand pieces.
        List<int> ordinals = [.. released.Select(x => x.Ordinal).Distinct()];
        var taken = await db
            .SoldUnits.Where(x =>
                orders.Contains(x.OrderId)
                && lineIds.Contains(x.LineId)
                && ordinals.Contains(x.Ordinal)
                && x.ReservedBy != null
                && x.ReservedBy != saga.CorrelationId
            )
            .Select(x => new
            {
                x.OrderId,
                x.LineId,
                x.Ordinal,
            })
            .ToListAsync(cancellation);
        // Tracked: reserving a piece again is a new version of its order.
        var found = await db.Orders.Where(x => orders.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellation);
        saga.ChangedPieces = released
            .GroupBy(x => saga.OrderIdOf(x.Line))
            .SelectMany(x => Changed(found.GetValueOrDefault(x.Key), saga, x))
            .Select(x => (x.Line, x.Ordinal))
            .ToHashSet();
        saga.TakenPieces = taken
            .Select(x => (new LineKey(x.LineId, numbers[x.OrderId].First()), x.Ordinal))
            .ToHashSet();
    }

    /// <summary>The pieces for which their order has no longer the amounts that the return would refund.</summary>
    private static IEnumerable<ReturnUnit> Changed(Order? order, Return saga, IEnumerable<ReturnUnit> pieces)
    {
        if (order is null || order.Currency != saga.Currency)
        {
            return pieces;
        }
        var shares = Allocation.Of(order);
        var lines = order.Lines.ToDictionary(x => x.LineId, StringComparer.Ordinal);
        return pieces.Where(x =>
            !lines.TryGetValue(x.LineId, out var line)
            || x.Ordinal >= line.Quantity - line.Returned
            || shares[x.LineId].Paid[x.Ordinal] != x.Paid
            || (x.Shipping > 0 && shares[x.LineId].Postage[x.Ordinal] != x.Shipping)
        );
    }
}
