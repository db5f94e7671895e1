using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.Returns.Orders;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Loads a return with only those rows that a message or a request needs.</summary>
internal static class ReturnRows
{
    /// <summary>Loads a return without its goods, unless the message receives, judges or announces them.</summary>
    public static async Task<Return?> FindForAsync(
        this ReturnsDb db,
        Guid id,
        object message,
        CancellationToken cancellation
    )
    {
        var found = message is ReceiptClosed or ParcelNotSeen or InspectionCompleted or UnitsNotJudged
            ? await db.FindWithGoodsAsync(id, QueryTrackingBehavior.TrackAll, cancellation)
            : await db.Returns.FirstOrDefaultAsync(x => x.CorrelationId == id, cancellation);
        if (found is null)
        {
            return null;
        }
        if (message is SagaIsDue due && ReturnWaits.NeedsGoods(found, due.At))
        {
            await db.Entry(found).Reference(x => x.Goods).LoadAsync(cancellation);
        }
        // Once the return has released its pieces, another return may have reserved them.
        if (message is ReceiptClosed closed && found.Expectation.State == ExpectationStates.Over)
        {
            await db.LoadTakenPiecesAsync(found, LinesOf(found, closed), cancellation);
        }
        if (message is InspectionCompleted or UnitsNotJudged)
        {
            await db.LoadGivenSoFarAsync(found, cancellation);
        }
        return found;
    }

    public static Task<Return?> FindWithGoodsAsync(
        this ReturnsDb db,
        Guid id,
        QueryTrackingBehavior tracking,
        CancellationToken cancellation
    ) =>
        db
            .Returns.AsTracking(tracking)
            .Include(x => x.Goods)
            .FirstOrDefaultAsync(x => x.CorrelationId == id, cancellation);

    /// <summary>Loads which pieces that an unassigned unit could be placed on are reserved by other returns.</summary>
    public static Task LoadTakenPiecesAsync(this ReturnsDb db, Return saga, CancellationToken cancellation) =>
        db.LoadTakenPiecesAsync(saga, saga.Goods.Unassigned.Where(x => !x.Dismissed).Select(x => x.Line), cancellation);

    /// <summary>Loads which pieces that the return has released on some of its lines other returns have reserved.</summary>
    private static async Task LoadTakenPiecesAsync(
        this ReturnsDb db,
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

    /// <summary>Loads what the returns of its orders were given so far, as far as deductions depend on it.</summary>
    private static async Task LoadGivenSoFarAsync(this ReturnsDb db, Return saga, CancellationToken cancellation)
    {
        var keys = saga
            .Goods.Deductions.Where(x => x.DependsOnOtherReturns)
            .ToDictionary(x => saga.OrderIdOf(x.OrderNumber), x => x.Terms.Keys.ToHashSet(StringComparer.Ordinal));
        if (keys.Count == 0)
        {
            return;
        }
        List<Guid> orders = [.. keys.Keys];
        var stored = await db.DeductedAmounts.Where(x => orders.Contains(x.OrderId)).ToListAsync(cancellation);
        var given = await db
            .SoldUnits.Where(x => orders.Contains(x.OrderId) && x.Given != null)
            .GroupBy(x => new { x.OrderId, x.LineId })
            .Select(x => new
            {
                x.Key.OrderId,
                x.Key.LineId,
                Count = x.Count(),
            })
            .ToListAsync(cancellation);
        saga.GivenSoFar = orders.ToDictionary(
            order => order,
            order => new GivenSoFar(
                keys[order].ToDictionary(x => x, x => Deducted(order, x), StringComparer.Ordinal),
                given.Where(x => x.OrderId == order).ToDictionary(x => x.LineId, x => x.Count, StringComparer.Ordinal)
            )
        );

        DeductedAmount Deducted(Guid order, string set)
        {
            if (stored.Find(x => x.OrderId == order && x.Set == set) is not { } row)
            {
                var added = new DeductedAmount
                {
                    OrderId = order,
                    Set = set,
                    StorefrontId = saga.StorefrontId,
                };
                return db.Add(added).Entity;
            }
            // Also if the amount stays the same, of two refunds at once one is planned anew.
            db.Entry(row).Property(x => x.Amount).IsModified = true;
            return row;
        }
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

    private static IEnumerable<LineKey?> LinesOf(Return saga, ReceiptClosed snapshot) =>
        snapshot.Units.Select(x => (LineKey?)saga.KeyOf(x.LineId, x.OrderNumber));
}
