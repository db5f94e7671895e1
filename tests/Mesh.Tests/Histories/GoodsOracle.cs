using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Warehouse.Units;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>Units in are units somewhere, judged as Returns has it, and no piece is given twice.</summary>
internal sealed class GoodsOracle(HistoryTables tables, IReadOnlyDictionary<Guid, string> receipts, HistoryFlaws flaws)
{
    public void Watch()
    {
        WatchInspections();
        WatchUnits();
    }

    public void Judge()
    {
        JudgeUnits();
        JudgePieces();
        JudgeVerdicts();
        JudgeOverdueVerdicts();
    }

    private void WatchInspections()
    {
        var open = tables.Inspections.Where(x => x.Status == InspectionStatuses.Open).Select(x => x.Id).ToHashSet();
        var waiting = tables
            .Returns.SelectMany(x =>
                x.Rounds.Where(round => round.State == RoundStates.Inspecting || round.OverdueSince is not null)
                    .Select(round => (Return: x, Id: ReturnCommands.InspectionIdOf(x, round.No)))
            )
            .ToList();
        foreach (var (it, id) in waiting)
        {
            flaws.Check(it, open.Remove(id), $"waits for inspection {id}, which is not open");
        }
        foreach (var task in tables.Inspections.Where(x => open.Contains(x.Id)))
        {
            flaws.Check(task.OrderNumber, false, $"inspection {task.Id} is open, and no round waits for it");
        }
        foreach (
            var unit in tables
                .Inspections.SelectMany(x => x.Units, (task, unit) => (task, unit.UnitId))
                .CountBy(x => x.UnitId)
        )
        {
            flaws.Check(OrderOf(unit.Key), unit.Value == 1, $"unit {unit.Key} is in {unit.Value} inspections");
        }
    }

    /// <summary>What Warehouse has received and told is what Returns knows.</summary>
    private void WatchUnits()
    {
        var told = tables
            .Arrivals.Where(x => x.SnapshotNumber is not null)
            .Select(x => (x.ReturnId, x.ReceiptId))
            .ToHashSet();
        var open = tables.Receipts.Where(x => x.ClosedAt is null).Select(x => x.Id).ToHashSet();
        var units = tables.Units.ToLookup(x => x.ReturnId);
        var expected = tables.Expected.ToDictionary(x => x.ReturnId);
        foreach (var it in tables.Returns)
        {
            var inReturn = it.Goods.Units.Where(x => x.UnitId is not null).Select(x => x.UnitId!.Value).ToList();
            var unassigned = it.Goods.Unassigned.Select(x => x.UnitId).ToList();
            var ofNobody = units[null].Where(x => told.Contains((it.CorrelationId, x.ReceiptId))).Select(x => x.Id);
            var came = units[it.CorrelationId]
                .Where(x => told.Contains((it.CorrelationId, x.ReceiptId)))
                .Select(x => x.Id)
                .ToHashSet();
            flaws.Check(
                it,
                came.SetEquals(inReturn.Concat(unassigned).Except(ofNobody))
                    && inReturn.Count + unassigned.Count == inReturn.Concat(unassigned).Distinct().Count(),
                $"has the units {Text(inReturn)} and beside them {Text(unassigned)}, of {Text(came)} that came"
            );
            foreach (var unit in it.Goods.Units.Where(x => x.UnitId is not null))
            {
                flaws.Check(
                    it,
                    units[it.CorrelationId]
                        .Any(x =>
                            (x.Id, x.OrderNumber, x.LineId, x.Outcome)
                            == (unit.UnitId, unit.OrderNumber ?? it.OrderNumber, unit.LineId, Outcomes.Expected)
                        ),
                    $"has unit {unit.UnitId} for line {unit.LineId} of {unit.OrderNumber ?? it.OrderNumber}, the warehouse has it for another"
                );
            }
            if (!expected.TryGetValue(it.CorrelationId, out var there))
            {
                flaws.Check(it, it.Rounds.Count == 0, "has rounds, and the warehouse does not know it");
                continue;
            }
            flaws.Check(
                it,
                there.SnapshotNumber == it.Expectation.Snapshot,
                $"knows snapshot {it.Expectation.Snapshot}, the warehouse has published {there.SnapshotNumber}"
            );
            flaws.Check(
                it,
                there.UnitsInOpenReceipts == units[it.CorrelationId].Count(x => open.Contains(x.ReceiptId)),
                $"has {there.UnitsInOpenReceipts} units in open receipts, says its row"
            );
            foreach (var line in there.Lines)
            {
                var count = units[it.CorrelationId]
                    .Count(x =>
                        (x.OrderNumber, x.LineId, x.Outcome) == (line.OrderNumber, line.LineId, Outcomes.Expected)
                    );
                flaws.Check(
                    it,
                    line.Received == count,
                    $"has {line.Received} units of line {line.LineId} of {line.OrderNumber}, says its row: {count} came"
                );
            }
        }
    }

    /// <summary>Units in are units somewhere.</summary>
    private void JudgeUnits()
    {
        var places = tables.Units.ToDictionary(x => x.Id, x => x.Location);
        foreach (var scan in tables.Scans)
        {
            var (request, answer) = (JsonNode.Parse(scan.Request)!, JsonNode.Parse(scan.Answer)!);
            if ((string)request["kind"]! != "unit" || (string)answer["outcome"]! == Outcomes.Several)
            {
                continue;
            }
            var order = receipts.GetValueOrDefault(Guid.Parse((string)request["receiptId"]!), "");
            List<Guid> ids = [.. answer["unitIds"]!.AsArray().Select(x => Guid.Parse((string)x!))];
            flaws.Check(
                order,
                ids.Count == (int)request["scan"]!["quantity"]!
                    && ids.TrueForAll(x => places.Remove(x, out var place) && place.Length > 0),
                $"scan {scan.PublicId} brought {request["scan"]!["quantity"]} units: {Text(ids)} are somewhere"
            );
        }
        foreach (var id in places.Keys)
        {
            flaws.Check(OrderOf(id), false, $"unit {id} is there, and no scan has brought it");
        }
        var known = tables
            .Returns.SelectMany(x => x.Goods.Units)
            .Where(x => x.UnitId is not null)
            .CountBy(x => x.UnitId!.Value);
        foreach (var (id, times) in known)
        {
            flaws.Check(OrderOf(id), times == 1, $"unit {id} is in {times} returns");
        }
    }

    /// <summary>Each piece is given at most once, and all that is given was judged to be kept.</summary>
    private void JudgePieces()
    {
        var verdicts = tables
            .Inspections.SelectMany(x => x.Units, (task, unit) => (Number: unit.OrderNumber ?? task.OrderNumber, unit))
            .ToLookup(x => x.Number, x => x.unit);
        foreach (var order in tables.Orders)
        {
            var units = tables.UnitsOf(order);
            var refunded = tables
                .Refunds.Where(x => x.OrderNumber == order.Number)
                .SelectMany(x => x.Request!.Lines!)
                .ToLookup(x => x.LineId, x => x.Quantity);
            foreach (var line in order.Lines)
            {
                var unjudged = units.FindAll(x => x.RefundedUnjudged && x.LineId == line.LineId);
                var kept =
                    verdicts[order.Number]
                        .Count(x =>
                            x.LineId == line.LineId
                            && HistoryTables.IsKept(x.Disposition)
                            && !unjudged.Exists(y => y.UnitId == x.UnitId)
                        ) + unjudged.Count;
                var times = refunded[line.LineId].Sum();
                flaws.Check(
                    order.Number,
                    times <= line.Quantity && times == kept,
                    $"line {line.LineId}: {line.Quantity} were sold, {kept} judged to be kept, {times} refunded"
                );
            }
            JudgeGiven(order, units.FindAll(x => HistoryTables.IsKept(x)));
        }
    }

    private void JudgeGiven(Order order, List<ReturnUnit> kept)
    {
        var given = tables.Pieces.Where(x => x.OrderId == order.Id && x.Given is not null).ToList();
        foreach (var piece in kept.GroupBy(x => (x.LineId, x.Ordinal)))
        {
            var row = given.Find(x => (x.LineId, x.Ordinal) == piece.Key);
            flaws.Check(
                order.Number,
                piece.Count() == 1 && row?.Given == piece.Sum(x => x.Amounts.Sum - Math.Min(x.Shipping, x.Amounts.Sum)),
                $"piece {piece.Key} was given {piece.Count()} times; {row?.Given} was given, says its row"
            );
        }
        flaws.Check(
            order.Number,
            given.Count == kept.Count,
            $"{given.Count} pieces were given by their rows, {kept.Count} by the returns"
        );
        flaws.Check(
            order.Number,
            kept.Sum(x => x.Shipping) <= order.Shipping.Amount,
            $"{kept.Sum(x => x.Shipping)} of {order.Shipping.Amount} postage was given"
        );
    }

    /// <summary>The inspectors had the whole time, and had not judged.</summary>
    private void JudgeOverdueVerdicts()
    {
        var tasks = tables.Inspections.ToLookup(x => x.ReturnId);
        foreach (var entry in tables.Timeline.Where(x => x.Event is TimelineEvent.VerdictOverdue))
        {
            flaws.Check(
                tables.Returns.Single(x => x.CorrelationId == entry.ReturnId),
                tasks[entry.ReturnId]
                    .Any(x =>
                        x.OpenedAt <= entry.At.AddDays(-10)
                        // A verdict may be given while the answer that there is none is on its way.
                        && (x.DoneAt is not { } done || done >= entry.At.AddMinutes(-1))
                    ),
                $"was decided by default at {entry.At:u}, and no inspection was open for ten days then"
            );
        }
    }

    /// <summary>Returns has each verdict as the inspector gave it.</summary>
    private void JudgeVerdicts()
    {
        var judged = tables
            .Returns.SelectMany(x => x.Goods.Units, (it, unit) => (it, unit))
            .Where(x => x.unit.UnitId is not null)
            .ToLookup(
                x => x.unit.UnitId!.Value,
                x => (x.unit.OrderNumber ?? x.it.OrderNumber, x.unit.LineId, x.unit.Grade, x.unit.Disposition)
            );
        foreach (var (task, unit) in tables.Inspections.SelectMany(x => x.Units, (task, unit) => (task, unit)))
        {
            flaws.Check(
                task.OrderNumber,
                judged[unit.UnitId]
                    .SequenceEqual([(unit.OrderNumber ?? task.OrderNumber, unit.LineId, unit.Grade, unit.Disposition)]),
                $"unit {unit.UnitId} was judged {unit.Grade} {unit.Disposition}: {string.Join(", ", judged[unit.UnitId])}"
            );
        }
    }

    private string OrderOf(Guid unit) =>
        tables.Units.FirstOrDefault(x => x.Id == unit)?.OrderNumber ?? receipts.GetValueOrDefault(ReceiptOf(unit), "");

    private Guid ReceiptOf(Guid unit)
    {
        var receipt = tables.Units.FirstOrDefault(x => x.Id == unit)?.ReceiptId;
        return tables.Receipts.FirstOrDefault(x => x.Id == receipt)?.PublicId ?? Guid.Empty;
    }

    private static string Text(IEnumerable<Guid> ids) => $"[{string.Join(", ", ids.Select(x => $"{x}"[^6..]))}]";
}
