using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.Returns.Policy;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Loads which pieces that a return has released on some of its lines it cannot take again.</summary>
internal delegate Task LoadTakenPieces(
    ReturnsDb db,
    Return saga,
    IEnumerable<LineKey?> lines,
    CancellationToken cancellation
);

/// <summary>Loads a return with only those rows that a message or a request needs.</summary>
internal static class ReturnRows
{
    /// <summary>Loads a return without its goods, unless the message receives, judges or announces them.</summary>
    public static async Task<Return?> FindForAsync(
        this ReturnsDb db,
        Guid id,
        object message,
        LoadTakenPieces loadTakenPieces,
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
            await loadTakenPieces(db, found, LinesOf(found, closed), cancellation);
        }
        if (message is InspectionCompleted or UnitsNotJudged)
        {
            await db.LoadOrderRefundsAsync(found, cancellation);
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

    /// <summary>Loads what was refunded for its orders so far, where deductions depend on it.</summary>
    private static async Task LoadOrderRefundsAsync(this ReturnsDb db, Return saga, CancellationToken cancellation)
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
                Deducting = x.Count(y => y.DeductsSet),
            })
            .ToListAsync(cancellation);
        saga.OrderRefunds = orders.ToDictionary(
            order => order,
            order => new OrderRefunds(
                keys[order].ToDictionary(x => x, x => Deducted(order, x), StringComparer.Ordinal),
                given
                    .Where(x => x.OrderId == order)
                    .ToDictionary(x => x.LineId, x => new PiecesBack(x.Count, x.Deducting), StringComparer.Ordinal)
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

    private static IEnumerable<LineKey?> LinesOf(Return saga, ReceiptClosed snapshot) =>
        snapshot.Units.Select(x => (LineKey?)saga.KeyOf(x.LineId, x.OrderNumber));
}
