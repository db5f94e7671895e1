using AfterSalesMesh.Contracts.Warehouse;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Matches received units to requested pieces.</summary>
internal static class ReceivedGoods
{
    /// <summary>
    /// Places the units of a snapshot that are in no round yet. Each is matched to a piece of its line that has not come; a piece that was
    /// released meanwhile is used only if no other return has reserved it.
    /// </summary>
    /// <returns>How many units the round got.</returns>
    public static int Place(Return saga, ReceiptClosed snapshot, int round) =>
        Place(saga, UnitsOf(saga, snapshot), round);

    /// <summary>Places the unassigned units, if there is a piece for them.</summary>
    /// <returns>How many units the round got.</returns>
    public static int PlaceUnassigned(Return saga, int round) => Place(saga, saga.Goods.Unassigned, round);

    /// <summary>True when there is a piece for an unassigned unit.</summary>
    public static bool CanPlaceUnassigned(Return saga)
    {
        var waiting = saga.Goods.Unassigned.Where(x => !x.Dismissed).Select(x => x.Line).OfType<LineKey>().ToHashSet();
        return saga.Goods.Units.Any(x => x.UnitId is null && waiting.Contains(x.Line) && !IsTaken(saga, x));
    }

    /// <summary>Records units that came after the end of the return as unassigned: they wait for a person.</summary>
    public static void RecordLateUnits(Return saga, ReceiptClosed snapshot) =>
        Place(saga, UnitsOf(saga, snapshot), round: null);

    /// <summary>Releases the pieces that have not come, so that they can be requested again.</summary>
    public static void ReleaseMissingUnits(Return saga) =>
        saga.Goods.Units = [
            .. saga.Goods.Units.Select(x =>
            {
                if (x.UnitId is not null || x.Released)
                {
                    return x;
                }
                saga.PieceChanges.Add(new(x.Line, x.Ordinal, saga.CorrelationId, ReservedBy: null));
                return x with { Released = true };
            }),
        ];

    /// <summary>Withdraws units of lines: the last ones that were requested for the line's reason.</summary>
    /// <param name="keep">The number of units that stay, for each line and reason.</param>
    public static void Withdraw(Return saga, IReadOnlyDictionary<(LineKey, string), int> keep)
    {
        var goods = saga.Goods;
        var withdrawn = goods
            .Units.GroupBy(x => (x.Line, x.Reason))
            .Where(x => keep.ContainsKey(x.Key))
            .SelectMany(x => x.OrderBy(unit => unit.Ordinal).Skip(keep[x.Key]))
            .Select(x => (x.Line, x.Ordinal))
            .ToHashSet();
        saga.PieceChanges.AddRange(
            withdrawn.Select(x => new PieceChange(x.Line, x.Ordinal, saga.CorrelationId, ReservedBy: null))
        );
        goods.Units = [.. goods.Units.Where(x => !withdrawn.Contains((x.Line, x.Ordinal)))];
        goods.Lines =
        [
            .. goods
                .Lines.Select(x => x with { Quantity = keep.GetValueOrDefault((x.Key, x.Reason), x.Quantity) })
                .Where(x => x.Quantity > 0),
        ];
    }

    private static IEnumerable<UnassignedUnit> UnitsOf(Return saga, ReceiptClosed snapshot)
    {
        var known = saga.Goods.Units.Where(x => x.UnitId is not null).Select(x => x.UnitId!.Value).ToHashSet();
        var units = snapshot.Units.Select(x => new UnassignedUnit(
            x.UnitId,
            x.LineId,
            x.Sku,
            AttentionReasons.UnplacedUnits,
            OrderNumber: saga.FurtherNumber(x.OrderNumber)
        ));
        var unplaced = snapshot.Unplaced.Select(x => new UnassignedUnit(
            x.UnitId,
            null,
            x.Code,
            AttentionReasons.UnplacedUnits
        ));
        return units.Concat(unplaced).Where(x => !known.Contains(x.UnitId));
    }

    /// <param name="round">The round of the units; null: they came too late.</param>
    private static int Place(Return saga, IEnumerable<UnassignedUnit> came, int? round)
    {
        var missing = saga
            .Goods.Units.Where(x => x.UnitId is null)
            .OrderBy(x => x.Released)
            .ThenBy(x => x.Ordinal)
            .ToLookup(x => x.Line);
        var pieces = missing.ToDictionary(
            x => x.Key,
            x => new Queue<ReturnUnit>(x.Where(piece => !IsTaken(saga, piece)))
        );
        var reasons = missing
            .Where(x => x.Any(piece => IsTaken(saga, piece)))
            .ToDictionary(x => x.Key, x => ReasonOf(saga, x));
        var dismissed = saga.Goods.Unassigned.Where(x => x.Dismissed).ToDictionary(x => x.UnitId);
        Dictionary<(LineKey, int), ReturnUnit> placed = [];
        List<UnassignedUnit> unassigned = [];
        foreach (var unit in came)
        {
            // A person has already decided about this unit, unless it was assigned to a line since.
            if (dismissed.TryGetValue(unit.UnitId, out var left) && left.Line == unit.Line)
            {
                unassigned.Add(left);
            }
            else if (unit.Line is not { } line || !pieces.TryGetValue(line, out var free))
            {
                unassigned.Add(unit);
            }
            else if (!free.TryDequeue(out var piece))
            {
                unassigned.Add(reasons.TryGetValue(line, out var reason) ? unit with { Reason = reason } : unit);
            }
            else if (round is null)
            {
                unassigned.Add(unit with { Reason = AttentionReasons.LateParcel });
            }
            else
            {
                placed.Add((piece.Line, piece.Ordinal), Take(saga, piece, unit.UnitId, round));
            }
        }
        if (placed.Count > 0)
        {
            saga.Goods.Units = [.. saga.Goods.Units.Select(x => placed.GetValueOrDefault((x.Line, x.Ordinal), x))];
        }
        if (unassigned.Count > 0 || saga.Goods.Unassigned.Count > 0)
        {
            saga.Goods.Unassigned = unassigned;
        }
        return placed.Count;
    }

    /// <summary>True when the piece can't be reserved again: by another return, or because its order has changed.</summary>
    private static bool IsTaken(Return saga, ReturnUnit piece) =>
        piece.Released
        && (
            saga.TakenPieces.Contains((piece.Line, piece.Ordinal))
            || saga.ChangedPieces.Contains((piece.Line, piece.Ordinal))
        );

    private static string ReasonOf(Return saga, IEnumerable<ReturnUnit> pieces) =>
        pieces.Any(x => x.Released && saga.TakenPieces.Contains((x.Line, x.Ordinal)))
            ? AttentionReasons.InAnotherReturn
            : AttentionReasons.OrderChanged;

    private static ReturnUnit Take(Return saga, ReturnUnit piece, Guid unitId, int? round)
    {
        if (piece.Released)
        {
            // Another return may have had the piece meanwhile, on other terms.
            var terms = PieceTerms.OfKnown(piece.Paid, piece.Shipping, piece.Amounts.Sum, piece.DeductsSet);
            saga.PieceChanges.Add(new(piece.Line, piece.Ordinal, Was: null, saga.CorrelationId, Terms: terms));
        }
        return piece with { UnitId = unitId, Round = round, Released = false };
    }
}
