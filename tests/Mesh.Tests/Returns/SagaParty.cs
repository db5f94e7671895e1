using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>A return, and what the other services know of it: they obey each command once, and answer it each time.</summary>
internal sealed class SagaParty(SagaWorld world)
{
    private readonly Dictionary<Guid, InspectUnits> _tasks = [];
    private readonly Dictionary<Guid, InspectionCompleted> _verdicts = [];
    private readonly Dictionary<Guid, Money> _refunds = [];
    private readonly HashSet<Guid> _toldCustomer = [];
    private readonly List<(Guid Id, string? LineId, bool IsTold)> _units = [];
    private Dictionary<string, int> _expected = [];
    private int _revision;
    private int _stopped;
    private int _number;
    private bool _short;
    private bool _nothingMore;
    private bool _isLate;
    private Guid _lastReceipt;
    private DateTimeOffset _at;

    public SagaWorld World => world;

    public Guid? OpenReceipt { get; set; }

    /// <summary>Whether the warehouse knows of the return; what comes before belongs to no return.</summary>
    public bool IsAnnounced => _revision > 0 || _stopped > 0;

    public IEnumerable<Guid> Told => _units.Where(x => x.IsTold).Select(x => x.Id);

    public bool HasWork =>
        _tasks.Keys.Except(_verdicts.Keys).Any()
        || _refunds.Values.Any(x => x.AwaitsAcknowledgement || x.PaysShortfall)
        || _isLate;

    private bool IsStopped => _stopped > 0 && _stopped >= _revision;

    public void Scan(string lineId, int quantity)
    {
        for (; quantity > 0; quantity--)
        {
            var isMissing = _units.Count(x => x.LineId == lineId) < _expected.GetValueOrDefault(lineId);
            _units.Add((Guid.NewGuid(), isMissing ? lineId : null, false));
        }
    }

    public void ScanStrange() => _units.Add((Guid.NewGuid(), null, false));

    public ReceiptClosed Close(Guid receipt, bool isShort, DateTimeOffset now)
    {
        (OpenReceipt, _lastReceipt, _at) = (null, receipt, now);
        _short |= isShort;
        for (var i = 0; i < _units.Count; i++)
        {
            _units[i] = _units[i] with { IsTold = true };
        }
        return Next();
    }

    /// <summary>Somebody judges goods, or moves money.</summary>
    public void Work(Random random, Action<SagaParty, object> send, bool all = false)
    {
        foreach (var task in _tasks.Values.Where(x => !_verdicts.ContainsKey(x.InspectionId)).ToList())
        {
            string[] ends =
            [
                Dispositions.Restock,
                Dispositions.Outlet,
                Dispositions.ReturnToCustomer,
                Dispositions.Quarantine,
            ];
            var verdict = new InspectionCompleted(
                task.ReturnId,
                "demo",
                task.InspectionId,
                task.Round,
                [.. task.Units.Select(x => new UnitVerdict(x.UnitId, x.LineId, "A", ends[random.Next(4)]))],
                world.Now
            );
            _verdicts.Add(task.InspectionId, verdict);
            send(this, verdict);
            if (!all)
            {
                return;
            }
        }
        // What no command waits for is told until it is acknowledged.
        if (_isLate)
        {
            send(this, Snapshot());
        }
        foreach (var refund in _refunds.Values)
        {
            var before = refund.Status;
            if (refund.Status is "planned" or "submitted")
            {
                refund.Status =
                    all || random.Next(3) > 0 ? "succeeded"
                    : !refund.PaysShortfall && random.Next(2) == 0 ? "failed"
                    : "submitted";
                if (refund.Status == "succeeded")
                {
                    // Sometimes the payments cannot give all of it; what is paid again of that may be declined.
                    var most = random.Next(3) == 0 ? refund.Command.Amount - 1 : 0;
                    refund.Shortfall = random.NextInt64((refund.Shortfall ?? most) + 1);
                }
            }
            else if (refund is { Status: "succeeded", Shortfall: > 0 } && random.Next(all ? 20 : 3) == 0)
            {
                refund.Status = "submitted";
            }
            else if (!refund.IsRefused && refund.Status is "failed" or "reversed" && random.Next(all ? 20 : 3) == 0)
            {
                // Of what came back, all is paid again, or a part is refused.
                refund.Status = refund.Status == "failed" || random.Next(3) > 0 ? "succeeded" : "failed";
            }
            // A reversal is told until it is acknowledged.
            if (refund.Status != before || refund.AwaitsAcknowledgement)
            {
                send(this, refund.Snapshot(world.Now));
            }
        }
    }

    public string StatusOf(Guid refundId) => _refunds[refundId].Status;

    public RefundReversed? Reverse(DateTimeOffset now)
    {
        var paid = _refunds.Values.FirstOrDefault(x => x.Status == "succeeded" && x.Reversed < x.Command.Amount);
        if (paid is null)
        {
            return null;
        }
        (paid.Status, paid.Reversed) = ("reversed", paid.Reversed + 1);
        return (RefundReversed)paid.Snapshot(now);
    }

    public void Obey(object command, DateTimeOffset now, Action<SagaParty, object> send)
    {
        switch (command)
        {
            case ExpectParcel expect:
                if (expect.Revision > _revision)
                {
                    (_revision, _short) = (expect.Revision, false);
                    _expected = expect.Lines.ToDictionary(x => x.LineId, x => x.Quantity);
                }
                if (Current() is { } came)
                {
                    send(this, came);
                }
                break;
            case StopExpectingParcel stop when stop.Revision >= Math.Max(_revision, _stopped):
                _stopped = stop.Revision;
                if (Current() is { } snapshot)
                {
                    send(this, snapshot);
                }
                else if (OpenReceipt is null)
                {
                    send(this, new ParcelNotSeen(stop.ReturnId, "demo", stop.Revision));
                }
                break;
            case InspectUnits inspect:
                _tasks[inspect.InspectionId] = inspect;
                if (_verdicts.TryGetValue(inspect.InspectionId, out var verdict))
                {
                    send(this, verdict);
                }
                else if (inspect.IsOverdue)
                {
                    send(this, new UnitsNotJudged(inspect.ReturnId, "demo", inspect.InspectionId, inspect.Round));
                }
                break;
            case IssueRefund issue:
                _refunds.TryAdd(issue.RefundId, new Money(issue));
                if (_refunds[issue.RefundId].Status != "planned")
                {
                    send(this, _refunds[issue.RefundId].Snapshot(now));
                }
                break;
            case AcknowledgeReceipt receipt:
                _isLate &= receipt.Number < _number;
                break;
            case AcknowledgeReversal { Unknown: null } seen:
                var refund = _refunds[seen.RefundId];
                refund.Acknowledged = Math.Max(refund.Acknowledged, seen.Reversed);
                break;
            case TellCustomer tell:
                _toldCustomer.Add(tell.MessageId);
                send(this, new CustomerTold(tell.ReturnId, "demo", tell.MessageId, tell.Step, "sent", now));
                break;
        }
    }

    private ReceiptClosed? Current()
    {
        if (_number == 0 || OpenReceipt is not null)
        {
            return _number == 0 ? null : Snapshot();
        }
        return NothingMore() == _nothingMore ? Snapshot() : Next();
    }

    private bool NothingMore() =>
        OpenReceipt is null
        && (IsStopped || _short || _expected.All(x => _units.Count(y => y.IsTold && y.LineId == x.Key) >= x.Value));

    private ReceiptClosed Next()
    {
        _isLate |= _number > 0 ? _nothingMore : IsStopped;
        _number++;
        _nothingMore = NothingMore();
        return Snapshot();
    }

    private ReceiptClosed Snapshot() =>
        new(
            world.Saga.CorrelationId,
            "demo",
            _number,
            _lastReceipt,
            [
                .. _units
                    .Where(x => x is { IsTold: true, LineId: not null })
                    .Select(x => new ReceivedUnit(x.Id, "1", x.LineId!, $"sku-{x.LineId}")),
            ],
            [
                .. _units
                    .Where(x => x is { IsTold: true, LineId: null })
                    .Select(x => new UnplacedUnit(x.Id, "wrong_item", null)),
            ],
            _nothingMore,
            _at,
            AwaitsAcknowledgement: _isLate
        );

    private sealed class Money(IssueRefund command)
    {
        public IssueRefund Command => command;

        public string Status { get; set; } = "planned";

        public long Reversed { get; set; }

        public long Acknowledged { get; set; }

        /// <summary>Null: it was never paid.</summary>
        public long? Shortfall { get; set; }

        public bool PaysShortfall => Status == "submitted" && Shortfall is not null;

        public bool IsRefused => Status == "failed" && Reversed > 0;

        /// <summary>What was paid again is told once: the return knows it, or never heard that it had come back.</summary>
        public bool AwaitsAcknowledgement => Status == "reversed" && Reversed > Acknowledged;

        public object Snapshot(DateTimeOffset at) =>
            Status switch
            {
                "failed" => new RefundFailed(
                    command.ReturnId,
                    "demo",
                    command.RefundId,
                    command.Round,
                    command.Amount,
                    "EUR",
                    IsRefused ? "refused" : "declined",
                    at,
                    Reversed: Reversed == 0 ? null : Reversed
                ),
                "reversed" => new RefundReversed(
                    command.ReturnId,
                    "demo",
                    command.RefundId,
                    command.Round,
                    Reversed,
                    command.Amount - Reversed,
                    "EUR",
                    at
                ),
                "succeeded" => new RefundSucceeded(
                    command.ReturnId,
                    "demo",
                    command.RefundId,
                    command.Round,
                    command.Amount,
                    "EUR",
                    at,
                    Reversed > 0 ? Reversed : null,
                    Shortfall: Shortfall > 0 ? Shortfall : null
                ),
                _ => new RefundSubmitted(
                    command.ReturnId,
                    "demo",
                    command.RefundId,
                    command.Round,
                    command.Amount,
                    "EUR",
                    at
                ),
            };
    }
}
