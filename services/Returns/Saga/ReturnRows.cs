using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
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
        if (message is ReceiptClosed && found.Expectation.State == ExpectationStates.Over)
        {
            await db.LoadTakenPiecesAsync(found, cancellation);
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

    /// <summary>Loads the pieces of its orders that other returns have reserved.</summary>
    public static async Task LoadTakenPiecesAsync(this ReturnsDb db, Return saga, CancellationToken cancellation)
    {
        var numbers = saga.Orders.ToDictionary(x => x.Id, x => saga.FurtherNumber(x.Number));
        List<Guid> orders = [.. numbers.Keys];
        var taken = await db
            .SoldUnits.Where(x =>
                orders.Contains(x.OrderId) && x.ReservedBy != null && x.ReservedBy != saga.CorrelationId
            )
            .Select(x => new
            {
                x.OrderId,
                x.LineId,
                x.Ordinal,
            })
            .ToListAsync(cancellation);
        saga.TakenPieces = taken.Select(x => (new LineKey(x.LineId, numbers[x.OrderId]), x.Ordinal)).ToHashSet();
    }

    /// <summary>Loads what the returns of its orders were given so far, as far as deductions depend on it.</summary>
    private static async Task LoadGivenSoFarAsync(this ReturnsDb db, Return saga, CancellationToken cancellation)
    {
        List<Guid> orders =
        [
            .. saga.Goods.Deductions.Where(x => x.DependsOnOtherReturns).Select(x => saga.OrderIdOf(x.OrderNumber)),
        ];
        if (orders.Count == 0)
        {
            return;
        }
        var deducted = await db
            .DeductedAmounts.Where(x => orders.Contains(x.OrderId))
            .ToDictionaryAsync(x => x.OrderId, cancellation);
        foreach (var row in deducted.Values)
        {
            db.Entry(row).Property(x => x.Amount).IsModified = true;
        }
        foreach (var order in orders.Where(x => !deducted.ContainsKey(x)))
        {
            deducted[order] = db.Add(new DeductedAmount { OrderId = order, StorefrontId = saga.StorefrontId }).Entity;
        }
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
        saga.GivenSoFar = deducted.ToDictionary(
            x => x.Key,
            x => new GivenSoFar(
                x.Value,
                given.Where(y => y.OrderId == x.Key).ToDictionary(y => y.LineId, y => y.Count, StringComparer.Ordinal)
            )
        );
    }
}
