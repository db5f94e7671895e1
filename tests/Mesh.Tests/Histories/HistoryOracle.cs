using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Warehouse.Units;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>
/// Compares the tables of the services with each other, with the provider's records and with the mails: each service's tables
/// are the evidence against another's.
/// </summary>
internal sealed class HistoryOracle(HistoryTables tables, HistoryMesh mesh, IReadOnlyDictionary<Guid, string> receipts)
{
    private static readonly string[] Kept =
    [
        Dispositions.Restock,
        Dispositions.Refurbish,
        Dispositions.Outlet,
        Dispositions.Donate,
        Dispositions.Recycle,
        Dispositions.Destroy,
        Dispositions.ReturnToVendor,
    ];

    private readonly List<(string Order, string What)> _wrong = [];

    /// <summary>What is wrong, by the number of the order.</summary>
    public ILookup<string, string> Wrong => _wrong.ToLookup(x => x.Order, x => x.What);

    /// <summary>The orders that have returns which have not ended, or wait for a person.</summary>
    public HashSet<string> Open { get; } =
    [
        .. tables
            .Returns.Where(x =>
                !ReturnStates.Ended.Contains(x.State)
                || x is not { DueAt: null, AttentionReason: null, PendingMessages.Count: 0 }
            )
            .Select(x => x.OrderNumber),
    ];

    /// <summary>How often each kind of event stands in a timeline, second rounds, and unassigned units, by their reason.</summary>
    public IReadOnlyDictionary<string, int> Kinds =>
        tables
            .Timeline.Select(x => x.Event.Kind)
            .Concat(tables.Returns.SelectMany(x => x.Rounds).Where(x => x.No == 2).Select(_ => "second_round"))
            .Concat(tables.Returns.SelectMany(x => x.Goods.Unassigned).Select(x => x.Reason))
            .CountBy(x => x)
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>What holds whenever nothing is under way.</summary>
    public HistoryOracle Watch()
    {
        WatchWaiting();
        WatchInspections();
        WatchRefunds();
        WatchUnits();
        _wrong.AddRange(tables.Failures.Select(x => ("", x)));
        return this;
    }

    /// <summary>What holds in the end.</summary>
    public HistoryOracle Judge()
    {
        JudgeEnds();
        JudgeUnits();
        JudgePieces();
        JudgeVerdicts();
        JudgeOverdueVerdicts();
        JudgeMoney();
        JudgeMessages();
        return this;
    }

    /// <summary>Nothing waits that no list shows.</summary>
    private void WatchWaiting()
    {
        foreach (var it in tables.Returns)
        {
            var hasEnded = ReturnStates.Ended.Contains(it.State);
            Check(
                it,
                hasEnded || it.DueAt is not null || it.AttentionReason is not null,
                "waits for nothing and for nobody"
            );
            Check(it, it.PendingMessages.Count == 0 || it.DueAt is not null, "has messages that nobody repeats");
            Check(
                it,
                (it.AttentionReason is not null) == tables.Parked.Contains(it.CorrelationId),
                $"waits for a person ({it.AttentionReason}), says its row, and the list of such returns does not agree"
            );
        }
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
            Check(it, open.Remove(id), $"waits for inspection {id}, which is not open");
        }
        foreach (var task in tables.Inspections.Where(x => open.Contains(x.Id)))
        {
            Check(task.OrderNumber, false, $"inspection {task.Id} is open, and no round waits for it");
        }
        foreach (
            var unit in tables
                .Inspections.SelectMany(x => x.Units, (task, unit) => (task, unit.UnitId))
                .CountBy(x => x.UnitId)
        )
        {
            Check(OrderOf(unit.Key), unit.Value == 1, $"unit {unit.Key} is in {unit.Value} inspections");
        }
    }

    /// <summary>What Returns has decided is what Refund has.</summary>
    private void WatchRefunds()
    {
        var refunds = tables.Refunds.ToDictionary(x => x.Id);
        foreach (var it in tables.Returns)
        {
            foreach (var part in it.Parts)
            {
                if (!refunds.Remove(part.PartId, out var refund))
                {
                    Check(it, false, $"has planned refund {part.PartId}, which Refund does not know");
                    continue;
                }
                Check(it, refund.Amount == part.Amount, $"plans {part.Amount}, Refund has {refund.Amount}");
                Check(
                    it,
                    StatusOf(refund) == part.Status,
                    $"has refund {part.PartId} as {part.Status}, Refund has it as {StatusOf(refund)}"
                );
                Check(
                    it,
                    refund.Shortfall == part.Shortfall || part.Status != RefundStatuses.Succeeded,
                    $"has a shortfall of {part.Shortfall}, Refund one of {refund.Shortfall}"
                );
            }
        }
        foreach (var refund in refunds.Values)
        {
            Check(refund.OrderNumber, false, $"refund {refund.Id} of {refund.Amount} was decided by no return");
        }
    }

    private static string StatusOf(AfterSalesMesh.Refund.Refunds.Refund refund) =>
        refund.IsReversed ? RefundStatuses.Reversed
        : refund.Status == RefundStatus.Unknown ? RefundStatuses.Submitted
        : refund.Status;

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
            Check(
                it,
                came.SetEquals(inReturn.Concat(unassigned).Except(ofNobody))
                    && inReturn.Count + unassigned.Count == inReturn.Concat(unassigned).Distinct().Count(),
                $"has the units {Text(inReturn)} and beside them {Text(unassigned)}, of {Text(came)} that came"
            );
            foreach (var unit in it.Goods.Units.Where(x => x.UnitId is not null))
            {
                Check(
                    it,
                    units[it.CorrelationId]
                        .Any(x => (x.Id, x.LineId, x.Outcome) == (unit.UnitId, unit.LineId, Outcomes.Expected)),
                    $"has unit {unit.UnitId} for line {unit.LineId}, the warehouse has it for another"
                );
            }
            if (!expected.TryGetValue(it.CorrelationId, out var there))
            {
                Check(it, it.Rounds.Count == 0, "has rounds, and the warehouse does not know it");
                continue;
            }
            Check(
                it,
                there.SnapshotNumber == it.Expectation.Snapshot,
                $"knows snapshot {it.Expectation.Snapshot}, the warehouse has published {there.SnapshotNumber}"
            );
            Check(
                it,
                there.UnitsInOpenReceipts == units[it.CorrelationId].Count(x => open.Contains(x.ReceiptId)),
                $"has {there.UnitsInOpenReceipts} units in open receipts, says its row"
            );
            foreach (var line in there.Lines)
            {
                var count = units[it.CorrelationId]
                    .Count(x => x.LineId == line.LineId && x.Outcome == Outcomes.Expected);
                Check(
                    it,
                    line.Received == count,
                    $"has {line.Received} units of line {line.LineId}, says its row: {count} came"
                );
            }
        }
    }

    private void JudgeEnds()
    {
        foreach (var order in Open)
        {
            var states = tables
                .Returns.Where(x => x.OrderNumber == order)
                .Select(x => $"{x.Status} {x.AttentionReason} due {x.DueAt:u}");
            Check(order, false, $"has not ended: {string.Join("; ", states)}");
        }
        foreach (var receipt in tables.Receipts.Where(x => x.ClosedAt is null))
        {
            Check(receipts.GetValueOrDefault(receipt.PublicId, ""), false, $"receipt {receipt.PublicId} is still open");
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
            Check(
                order,
                ids.Count == (int)request["scan"]!["quantity"]!
                    && ids.TrueForAll(x => places.Remove(x, out var place) && place.Length > 0),
                $"scan {scan.PublicId} brought {request["scan"]!["quantity"]} units: {Text(ids)} are somewhere"
            );
        }
        foreach (var id in places.Keys)
        {
            Check(OrderOf(id), false, $"unit {id} is there, and no scan has brought it");
        }
        var known = tables
            .Returns.SelectMany(x => x.Goods.Units)
            .Where(x => x.UnitId is not null)
            .CountBy(x => x.UnitId!.Value);
        foreach (var (id, times) in known)
        {
            Check(OrderOf(id), times == 1, $"unit {id} is in {times} returns");
        }
    }

    /// <summary>Each piece is given at most once, and all that is given was judged to be kept.</summary>
    private void JudgePieces()
    {
        var verdicts = tables
            .Inspections.SelectMany(x => x.Units, (task, unit) => (task.OrderNumber, Unit: unit))
            .ToLookup(x => x.OrderNumber, x => x.Unit);
        foreach (var order in tables.Orders)
        {
            var pieces = tables.Pieces.Where(x => x.OrderId == order.Id).ToList();
            var returns = tables.Returns.Where(x => x.OrderId == order.Id).ToList();
            var refunds = tables.Refunds.Where(x => x.OrderNumber == order.Number).ToList();
            foreach (var line in order.Lines)
            {
                var refunded = refunds
                    .SelectMany(x => x.Lines!)
                    .Where(x => x.LineId == line.LineId)
                    .Sum(x => x.Quantity);
                var unjudged = returns.SelectMany(x => x.Goods.Units).Where(x => x.RefundedUnjudged).ToList();
                var kept =
                    verdicts[order.Number]
                        .Count(x =>
                            x.LineId == line.LineId
                            && Kept.Contains(x.Disposition)
                            && !unjudged.Exists(y => y.UnitId == x.UnitId)
                        ) + unjudged.Count(x => x.LineId == line.LineId);
                Check(
                    order.Number,
                    refunded <= line.Quantity && refunded == kept,
                    $"line {line.LineId}: {line.Quantity} were sold, {kept} judged to be kept, {refunded} refunded"
                );
            }
            var given = returns.SelectMany(x => x.Goods.Units).Where(IsKept).ToList();
            foreach (var piece in given.GroupBy(x => (x.LineId, x.Ordinal)))
            {
                var row = pieces.Find(x => (x.LineId, x.Ordinal) == piece.Key);
                Check(
                    order.Number,
                    piece.Count() == 1 && row?.Given == piece.Sum(x => x.Amounts.Sum - x.Shipping),
                    $"piece {piece.Key} was given {piece.Count()} times; {row?.Given} was given, says its row"
                );
            }
            Check(
                order.Number,
                pieces.Count(x => x.Given is not null) == given.Count,
                $"{pieces.Count(x => x.Given is not null)} pieces were given by their rows, {given.Count} by the returns"
            );
            Check(
                order.Number,
                given.Sum(x => x.Shipping) <= order.Shipping.Amount,
                $"{given.Sum(x => x.Shipping)} of {order.Shipping.Amount} postage was given"
            );
            Check(
                order.Number,
                refunds.Sum(x => x.Amount) <= order.Payments.Sum(x => x.Captured),
                $"{refunds.Sum(x => x.Amount)} of {order.Payments.Sum(x => x.Captured)} was refunded"
            );
        }
    }

    /// <summary>The inspectors had the whole time, and had not judged.</summary>
    private void JudgeOverdueVerdicts()
    {
        var tasks = tables.Inspections.ToLookup(x => x.ReturnId);
        foreach (var entry in tables.Timeline.Where(x => x.Event is TimelineEvent.VerdictOverdue))
        {
            Check(
                tables.Returns.Single(x => x.CorrelationId == entry.ReturnId),
                tasks[entry.ReturnId]
                    .Any(x => x.OpenedAt <= entry.At.AddDays(-10) && (x.DoneAt is not { } done || done >= entry.At)),
                $"was decided by default at {entry.At:u}, and no inspection was open for ten days then"
            );
        }
    }

    private static bool IsKept(ReturnUnit unit) => unit.RefundedUnjudged || Kept.Contains(unit.Disposition);

    /// <summary>Returns has each verdict as the inspector gave it.</summary>
    private void JudgeVerdicts()
    {
        var judged = tables
            .Returns.SelectMany(x => x.Goods.Units)
            .Where(x => x.UnitId is not null)
            .ToLookup(x => x.UnitId!.Value, x => (x.LineId, x.Grade, x.Disposition));
        foreach (var (task, unit) in tables.Inspections.SelectMany(x => x.Units, (task, unit) => (task, unit)))
        {
            Check(
                task.OrderNumber,
                judged[unit.UnitId].SequenceEqual([(unit.LineId, unit.Grade, unit.Disposition)]),
                $"unit {unit.UnitId} was judged {unit.Grade} {unit.Disposition}: {string.Join(", ", judged[unit.UnitId])}"
            );
        }
    }

    /// <summary>Money decided is money refunded, and the provider says the same.</summary>
    private void JudgeMoney()
    {
        var returns = tables.Returns.ToDictionary(x => x.CorrelationId);
        var paid = mesh.Provider.Paid.ToDictionary(x => Guid.Parse(x.Key), x => x.Value.Amount);
        foreach (var refund in tables.Refunds)
        {
            var lines = refund.Lines!.Sum(x => x.Price + x.Discount + x.Tax + x.Shipping + x.Fees);
            Check(
                refund.OrderNumber,
                refund.Amount == lines,
                $"refund {refund.Id} of {refund.Amount} has lines of {lines}"
            );
            var part = returns.GetValueOrDefault(refund.ReturnId)?.Parts.FirstOrDefault(x => x.PartId == refund.Id);
            var isGivenUp = part?.Status != RefundStatuses.Succeeded;
            Check(
                refund.OrderNumber,
                refund.HasEnded && (isGivenUp || refund.Paid + refund.Shortfall == refund.Amount),
                $"of refund {refund.Id} {refund.Paid} of {refund.Amount} was paid; it is {refund.Status}, {refund.Reason}"
            );
            foreach (var paidPart in refund.Parts.Where(x => x.Status == RefundStatus.Succeeded && x.Tender == "card"))
            {
                Check(
                    refund.OrderNumber,
                    paid.Remove(paidPart.Id, out var amount) && amount == paidPart.Amount,
                    $"part {paidPart.Id} paid {paidPart.Amount}, the provider {amount}"
                );
            }
        }
        foreach (var (id, amount) in paid)
        {
            var order = tables.Refunds.FirstOrDefault(x => x.Parts.Exists(y => y.Id == id))?.OrderNumber ?? "";
            Check(order, false, $"the provider has paid {amount} for part {id}, and nobody knows");
        }
        foreach (var it in tables.Returns)
        {
            Check(
                it,
                it.RefundAmount == it.Parts.Sum(x => x.Amount),
                $"refunds {it.RefundAmount}, its parts another sum"
            );
        }
    }

    /// <summary>The customer was sent each message, and each once.</summary>
    private void JudgeMessages()
    {
        // A message whose address was corrected while it was sent goes to both.
        var mails = mesh
            .Mails.GroupBy(IdOf)
            .ToDictionary(x => x.Key, x => x.CountBy(To).ToList(), StringComparer.Ordinal);
        var messages = tables.Messages.ToLookup(x => x.ReturnId);
        var timelines = tables.Timeline.ToLookup(x => x.ReturnId, x => x.Event);
        foreach (var message in tables.Messages)
        {
            var sent = mails.GetValueOrDefault($"{message.Id}", []);
            Check(
                message.OrderNumber,
                message.Status == CustomerMessage.Sent
                    && sent.Exists(x => x.Key.Contains(message.Email!, StringComparison.Ordinal))
                    && sent.TrueForAll(x => x.Value == 1),
                $"message {message.Step} {message.Id} to {message.Email} is {message.Status} and was sent {string.Join(", ", sent)}"
            );
        }
        foreach (var it in tables.Returns)
        {
            var sent = messages[it.CorrelationId].ToList();
            var events = timelines[it.CorrelationId].ToList();
            Same("approved", events.Count(x => x is TimelineEvent.Approved));
            Same("under_review", events.Count(x => x is TimelineEvent.ReviewOpened));
            Same("evidence_asked", events.Count(x => x is TimelineEvent.EvidenceAsked));
            Same("rejected", events.Count(x => x is TimelineEvent.Rejected));
            Same("received", it.Rounds.Count);
            Same("inspected", it.Parts.Count);
            var isApproved = events.Exists(x => x is TimelineEvent.Approved);
            var cancelled = events.Count(x => x is TimelineEvent.Cancelled);
            Same(Steps.Cancelled, isApproved ? cancelled : 0);
            Same(Steps.RequestWithdrawn, isApproved ? 0 : cancelled);
            Same("expired", events.Count(x => x is TimelineEvent.Expired));
            Same("refund_delayed", events.Count(x => x is TimelineEvent.RefundFailed or TimelineEvent.RefundReversed));
            Same("paid_again", events.Count(x => x is TimelineEvent.RefundedAgain));
            var told = events.OfType<TimelineEvent.CustomerTold>().Select(x => x.Step).Order(StringComparer.Ordinal);
            Check(
                it,
                told.SequenceEqual(sent.Select(x => x.Step).Order(StringComparer.Ordinal)),
                $"was told of {string.Join(", ", told)}"
            );
            var refunded = events.OfType<TimelineEvent.Refunded>().Sum(x => x.Amount);
            var announced = sent.Where(x => x.Step is Steps.Refunded or Steps.Completed).Sum(x => x.Amount ?? 0);
            Check(it, refunded == announced, $"{refunded} was refunded, and {announced} announced");

            Check(it, events.Count(x => x is TimelineEvent.Requested) == 1, "was not requested once");

            void Same(string step, int expected)
            {
                var count = sent.Count(x => x.Step == step);
                Check(it, count == expected, $"was told {count} times that it is {step}, and not {expected} times");
            }
        }
    }

    private static string IdOf(string mail) => HeaderOf(mail, "Message-Id:").Split('<', '@')[1];

    private static string To(string mail) => HeaderOf(mail, "To:");

    private static string HeaderOf(string mail, string name) =>
        mail.Split('\n').First(x => x.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private string OrderOf(Guid unit) =>
        tables.Units.FirstOrDefault(x => x.Id == unit)?.OrderNumber ?? receipts.GetValueOrDefault(ReceiptOf(unit), "");

    private Guid ReceiptOf(Guid unit)
    {
        var receipt = tables.Units.FirstOrDefault(x => x.Id == unit)?.ReceiptId;
        return tables.Receipts.FirstOrDefault(x => x.Id == receipt)?.PublicId ?? Guid.Empty;
    }

    private static string Text(IEnumerable<Guid> ids) => $"[{string.Join(", ", ids.Select(x => $"{x}"[^6..]))}]";

    private void Check(Return it, bool holds, string what) =>
        Check(it.OrderNumber, holds, $"return {it.CorrelationId} {what}");

    private void Check(string order, bool holds, string what)
    {
        if (!holds)
        {
            _wrong.Add((order, what));
        }
    }
}
