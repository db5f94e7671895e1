using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>
/// The numbered snapshots of all units that have come for a return. Only closing a receipt, assigning a unit or ending the wait
/// creates the next one; until then, the last one is published again unchanged.
/// </summary>
internal sealed class ArrivalSnapshots(WarehouseDb db, DatabaseClock<WarehouseDb> clock)
{
    /// <summary>At most this many units are in the snapshots that one commit publishes.</summary>
    public const int MaxUnitsAtOnce = 10_000;

    private int _unitsOfCommit;

    /// <summary>
    /// The answer to a command: the next snapshot if the command changed whether more is expected, otherwise the last one again; null when
    /// none was published yet.
    /// </summary>
    /// <param name="expected">The return, with its lines.</param>
    public async Task<ReceiptClosed?> CurrentAsync(ExpectedReturn expected, CancellationToken cancellation)
    {
        var arrivals = await ArrivalsAsync(expected, cancellation);
        // Units in an open receipt are reported when that is closed.
        if (expected.UnitsInOpenReceipts == 0 && arrivals.Count > 0)
        {
            var waits = arrivals.Exists(x => x.SnapshotNumber is null);
            if (
                waits
                    ? expected.NothingMoreExpected
                    : expected.NothingMoreExpected != expected.SnapshotNothingMoreExpected
            )
            {
                var last = arrivals.MaxBy(x => x.At)!;
                await RecordNextAsync(expected, last.PublicReceiptId, last.At, last.By, last.ByName, cancellation);
            }
        }
        return expected.SnapshotNumber > 0 ? await OfAsync(expected, arrivals, cancellation) : null;
    }

    /// <summary><see cref="RestAwaited"/> when a closed receipt waits for the rest and no receipt is open; otherwise null.</summary>
    public async Task<RestAwaited?> WaitingAsync(ExpectedReturn expected, CancellationToken cancellation)
    {
        var arrivals = await ArrivalsAsync(expected, cancellation);
        return
            expected.UnitsInOpenReceipts == 0
            && arrivals.Where(x => x.SnapshotNumber is null).MaxBy(x => x.At) is { } last
            ? new(expected.ReturnId, expected.StorefrontId, last.PublicReceiptId, last.At)
            : null;
    }

    /// <summary>The last snapshot again.</summary>
    /// <param name="expected">The return, with its lines.</param>
    public async Task<ReceiptClosed> LastAsync(ExpectedReturn expected, CancellationToken cancellation) =>
        await OfAsync(expected, await ArrivalsAsync(expected, cancellation), cancellation);

    /// <summary>
    /// The next snapshot, if it is published at once. That of a return that had many before waits, so that several receipts share one, and
    /// so does a further large one in the same commit.
    /// </summary>
    /// <param name="expected">The return, with its lines.</param>
    /// <returns>Null: <see cref="LateSnapshotWorker"/> publishes it, or a later one.</returns>
    public async Task<ReceiptClosed?> NextUnlessPostponedAsync(
        ExpectedReturn expected,
        Guid publicReceiptId,
        DateTimeOffset at,
        string by,
        string? byName,
        CancellationToken cancellation
    )
    {
        var arrivals = await RecordNextAsync(expected, publicReceiptId, at, by, byName, cancellation);
        if (
            expected.SnapshotNumber > ExpectedReturn.MaxSnapshotsAtOnce
            || _unitsOfCommit + expected.UnitsThatCame > MaxUnitsAtOnce
        )
        {
            expected.PostponeSnapshot(clock.UtcNow);
            return null;
        }
        _unitsOfCommit += expected.UnitsThatCame;
        return await OfAsync(expected, arrivals, cancellation);
    }

    /// <summary>Records the next snapshot, with everything that has arrived.</summary>
    /// <returns>The return's arrivals.</returns>
    private async Task<List<Arrival>> RecordNextAsync(
        ExpectedReturn expected,
        Guid publicReceiptId,
        DateTimeOffset at,
        string by,
        string? byName,
        CancellationToken cancellation
    )
    {
        var arrivals = await ArrivalsAsync(expected, cancellation);
        expected.NextSnapshot(publicReceiptId, at, by, byName, clock.UtcNow);
        foreach (var arrival in arrivals)
        {
            arrival.SnapshotNumber ??= expected.SnapshotNumber;
        }
        return arrivals;
    }

    /// <summary>The arrivals in the database and those that this commit adds.</summary>
    private async Task<List<Arrival>> ArrivalsAsync(ExpectedReturn expected, CancellationToken cancellation)
    {
        if (expected.Arrivals > db.Tracked<Arrival>().Count(x => x.ReturnId == expected.ReturnId))
        {
            await db.Arrivals.Where(x => x.ReturnId == expected.ReturnId).LoadAsync(cancellation);
        }
        return [.. db.Tracked<Arrival>().Where(x => x.ReturnId == expected.ReturnId)];
    }

    private async Task<ReceiptClosed> OfAsync(
        ExpectedReturn expected,
        List<Arrival> arrivals,
        CancellationToken cancellation
    )
    {
        var told = arrivals.Where(x => x.SnapshotNumber is not null).ToDictionary(x => x.ReceiptId);
        var units = await UnitsAsync(expected.ReturnId, told, cancellation);
        var lines = expected.Lines.ToDictionary(x => (x.OrderNumber, x.LineId));
        return new ReceiptClosed(
            expected.ReturnId,
            expected.StorefrontId,
            expected.SnapshotNumber,
            expected.SnapshotReceiptId!.Value,
            [
                .. units
                    .Where(x => x.Outcome == Outcomes.Expected)
                    .Select(x => new ReceivedUnit(
                        x.Id,
                        x.OrderNumber!,
                        x.LineId!,
                        lines[(x.OrderNumber!, x.LineId!)].Sku
                    )),
            ],
            [
                .. units
                    .Where(x => x.Outcome != Outcomes.Expected)
                    .Select(x => new UnplacedUnit(x.Id, x.Outcome, x.Code)),
            ],
            expected.SnapshotNothingMoreExpected,
            expected.SnapshotAt!.Value,
            expected.SnapshotBy,
            expected.SnapshotByName,
            expected.DueAt is not null
        );
    }

    private async Task<List<Unit>> UnitsAsync(
        Guid returnId,
        Dictionary<Guid, Arrival> told,
        CancellationToken cancellation
    )
    {
        var units = await db.Units.AsNoTracking().Where(x => x.ReturnId == returnId).ToListAsync(cancellation);
        Guid[] mixed = [.. told.Values.Where(x => x.HasUnknownUnits).Select(x => x.ReceiptId)];
        if (mixed.Length > 0)
        {
            // Without the storefront filter, because these units may belong to no known storefront.
            var unknown = db.Units.IgnoreQueryFilters().AsNoTracking().Where(x => mixed.Contains(x.ReceiptId));
            units.AddRange(await unknown.Where(x => x.ReturnId == null).ToListAsync(cancellation));
        }
        // Units that this commit changes are not yet up to date in the database.
        var changed = db.Tracked<Unit>().ToDictionary(x => x.Id);
        return
        [
            .. units
                .Where(x => !changed.ContainsKey(x.Id))
                .Concat(changed.Values.Where(x => x.ReturnId == returnId))
                .Where(x => told.ContainsKey(x.ReceiptId))
                .OrderBy(x => x.Id),
        ];
    }
}
