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

/// <summary>
/// Random histories on the saga's tables alone: parcels, verdicts, refunds, people and deadlines in any order, with messages that
/// are lost, doubled and overtaken.
/// </summary>
public sealed class SagaHistoryTests
{
    [Fact]
    public void Whatever_happens_in_whatever_order_nothing_is_lost_and_nothing_is_given_twice() =>
        Cases.Each(random => new History(random).Run());

    private sealed class History
    {
        private readonly Random _random;
        private readonly Order _order;
        private readonly List<Party> _parties = [];
        private readonly List<(Party To, object Message)> _inFlight = [];

        /// <summary>How many pieces of each line the customer still has.</summary>
        private readonly Dictionary<string, int> _atHome;
        private DateTimeOffset _now = SagaWorld.Requested;

        public History(Random random)
        {
            _random = random;
            _order = Returns.Orders.Of(
                0,
                [
                    .. Enumerable
                        .Range(0, random.Next(1, 4))
                        .Select(i => Returns.Orders.Line($"l{i}", random.Next(1, 4), 1000)),
                ]
            );
            _order.Shipping = new OrderShipping(random.Next(2) * 600);
            _atHome = _order.Lines.ToDictionary(x => x.LineId, x => x.Quantity);
            Request();
        }

        public void Run()
        {
            for (var steps = _random.Next(20, 120); steps > 0; steps--)
            {
                Anything();
            }
            for (var steps = 0; !HasEnded(); steps++)
            {
                steps.ShouldBeLessThan(3_000, string.Join("; ", _parties.Select(x => $"{x.World.Snapshot()}")));
                Finish();
            }
            Judge();
        }

        private void Anything()
        {
            var party = _parties[_random.Next(_parties.Count)];
            switch (_random.Next(20))
            {
                case 0:
                    _now += TimeSpan.FromHours(_random.Next(1, 24 * 12));
                    break;
                case 1:
                    Request();
                    break;
                case 2 or 3:
                    OpenReceipt(party);
                    break;
                case 4 or 5:
                    CloseReceipt(party);
                    break;
                case 6:
                    Handle(party, SagaWorld.Cancellation());
                    break;
                case 7:
                    Reduce(party);
                    break;
                case 8 when _random.Next(4) == 0:
                    Handle(party, SagaWorld.Closing());
                    break;
                case 9:
                    Handle(party, SagaWorld.NewRound());
                    break;
                case 10:
                    Handle(
                        party,
                        new ParcelInTransit(party.World.Saga.CorrelationId, "demo", Guid.NewGuid(), null, _now)
                    );
                    break;
                case 11:
                    Reverse(party);
                    break;
                case 12:
                    party.Work(_random, Send);
                    break;
                case 13:
                    Nudge(party);
                    break;
                case 14:
                    Decide(party);
                    break;
                default:
                    Deliver(mayFail: true);
                    break;
            }
        }

        /// <summary>Everybody does what they have to do, until nothing is open.</summary>
        private void Finish()
        {
            while (_inFlight.Count > 0)
            {
                Deliver(mayFail: false);
            }
            foreach (var party in _parties)
            {
                CloseReceipt(party);
                party.Work(_random, Send, all: true);
                if (
                    party.World.Saga is { AttentionReason: not null }
                    && _random.Next(10) == 0
                    && Handle(party, SagaWorld.NewRound()) != TransitionOutcome.Done
                )
                {
                    Handle(party, SagaWorld.Closing());
                }
                Nudge(party);
            }
            _now += TimeSpan.FromHours(3);
        }

        private bool HasEnded() =>
            _inFlight.Count == 0
            && _parties.TrueForAll(x =>
                ReturnStates.Ended.Contains(x.World.Saga.State)
                && x.World.Saga is { DueAt: null, AttentionReason: null }
                && !x.HasWork
                && x.OpenReceipt is null
            );

        private void Judge()
        {
            foreach (var party in _parties)
            {
                var saga = party.World.Saga;
                Guid[] known = [.. saga.Goods.Units.Where(x => x.UnitId is not null).Select(x => x.UnitId!.Value)];
                known.Concat(saga.Goods.Loose.Select(x => x.UnitId)).ShouldBe(party.Told, ignoreOrder: true);
                saga.Parts.Sum(x => x.Amount).ShouldBe(saga.RefundAmount);
                saga.Parts.ShouldAllBe(x => x.Status == RefundStatuses.Succeeded || x.HasEnded);
                saga.Rounds.ShouldAllBe(x => x.State == RoundStates.Settled);
                (saga.CountChange?.Units ?? 0).ShouldBe(saga.Goods.Units.Count(x => !x.Released));
                saga.Goods.Units.Where(x => x.UnitId is not null).ShouldAllBe(x => x.Round > 0 && x.Grade != null);
                foreach (var told in party.World.SentOf<TellCustomer>().GroupBy(x => x.MessageId))
                {
                    told.Distinct().ShouldHaveSingleItem();
                }
                foreach (var asked in party.World.SentOf<IssueRefund>().GroupBy(x => x.RefundId))
                {
                    asked
                        .Select(x => (x.Amount, x.Lines!.Sum(y => y.Price + y.Shipping)))
                        .Distinct()
                        .ShouldHaveSingleItem();
                }
            }
            var given = _parties[0].World.Pieces.Values.Sum(x => x.Given ?? 0);
            (given + _parties.Sum(x => x.World.Saga.PostageGiven)).ShouldBe(
                _parties.Sum(x => x.World.Saga.RefundAmount)
            );
        }

        private void Request()
        {
            var pieces = _parties.Count == 0 ? null : _parties[0].World.Pieces;
            var reserved = pieces?.Where(x => x.Value.ReservedBy is not null).Select(x => x.Key) ?? [];
            var released = pieces?.Where(x => x.Value.ReservedBy is null).Select(x => x.Key);
            var draft = new ReturnDraft(_order, reserved, SagaWorld.Requested, released);
            string[] reasons = [Reasons.TooSmall, Reasons.Defective];
            var decided = draft.Decide([
                .. _order.Lines.Select(line => new ReturnLineRequest(
                    line.LineId,
                    _random.Next(1, line.Quantity + 1),
                    reasons[_random.Next(2)],
                    Resolutions.Refund
                )),
            ]);
            if (_parties.Count >= 3 || draft.Units.Count == 0)
            {
                return;
            }
            var party = new Party(new SagaWorld(draft.ToReturn(decided), _parties.FirstOrDefault()?.World));
            _parties.Add(party);
            if (_random.Next(4) == 0)
            {
                string[] silence = [AgentDefaults.Approve, AgentDefaults.Reject];
                Handle(party, SagaWorld.Referral(_now, silence[_random.Next(2)]));
            }
            else
            {
                Handle(party, new Approval());
            }
        }

        /// <summary>An agent or a customer does something at the review desk.</summary>
        private void Decide(Party party)
        {
            switch (_random.Next(4))
            {
                case 0:
                    Handle(party, new Approval(SagaWorld.Agent));
                    break;
                case 1:
                    Handle(party, new Rejection(SagaWorld.Agent, "no", "No."));
                    break;
                case 2:
                    Handle(party, new EvidenceRequest(SagaWorld.Agent, "a photo"));
                    break;
                default:
                    Handle(party, new EvidenceAddition(SagaWorld.Agent, [], "there is none"));
                    break;
            }
        }

        private void OpenReceipt(Party party)
        {
            if (party.OpenReceipt is not null)
            {
                return;
            }
            var receipt = party.OpenReceipt = Guid.NewGuid();
            Send(party, new ReceiptOpened(party.World.Saga.CorrelationId, "demo", receipt.Value, _now));
            foreach (var (lineId, left) in _atHome.ToList())
            {
                var sent = _random.Next(0, left + 1);
                _atHome[lineId] -= sent;
                party.Scan(lineId, sent);
            }
            if (_random.Next(8) == 0)
            {
                party.ScanStrange();
            }
        }

        private void CloseReceipt(Party party)
        {
            if (party.OpenReceipt is { } receipt)
            {
                Send(party, party.Close(receipt, isShort: _random.Next(3) == 0, _now));
            }
        }

        private void Reduce(Party party)
        {
            var lines = party.World.Saga.Goods.Lines;
            var line = lines[_random.Next(lines.Count)];
            if (lines.Sum(x => x.Quantity) > 1)
            {
                Handle(
                    party,
                    new LineReduction(new("agent-1", "Ada"), [new(line.LineId, line.Reason, line.Quantity - 1)])
                );
            }
        }

        private void Reverse(Party party)
        {
            if (party.Reverse(_now) is { } reversed)
            {
                Send(party, reversed);
            }
        }

        private void Nudge(Party party)
        {
            if (party.World.Saga.DueAt <= _now)
            {
                Handle(party, party.World.Due(_now));
            }
        }

        private void Send(Party to, object message) => _inFlight.Add((to, message));

        private void Deliver(bool mayFail)
        {
            if (_inFlight.Count == 0)
            {
                return;
            }
            var at = _random.Next(_inFlight.Count);
            var (party, message) = _inFlight[at];
            if (!mayFail || _random.Next(10) > 0)
            {
                _inFlight.RemoveAt(at);
            }
            // What nobody repeats is in an outbox: it is not lost.
            var isRepeated =
                message is not (ReceiptClosed or RefundReversed)
                || party.World.Saga.Expectation.State != ExpectationStates.Over && message is ReceiptClosed;
            if (mayFail && isRepeated && _random.Next(12) == 0)
            {
                return;
            }
            Handle(party, (dynamic)message);
        }

        private TransitionOutcome Handle<T>(Party party, T message)
            where T : notnull
        {
            party.World.Now = _now;
            var before = party.World.Sent.Count;
            var row = party.World.Handle(message);
            foreach (var command in party.World.Sent.Skip(before).ToList())
            {
                party.Obey(command, _now, Send);
            }
            party.World.Saga.NewEntries.Clear();
            ShouldBeWatched(party.World.Saga);
            return row.Outcome;
        }

        /// <summary>What is open is due, or waits for a person and says so.</summary>
        private static void ShouldBeWatched(Return saga)
        {
            if (!ReturnStates.Ended.Contains(saga.State))
            {
                (saga.DueAt is not null || saga.AttentionReason is not null).ShouldBeTrue();
            }
            else
            {
                saga.Parts.ShouldAllBe(x => x.HasEnded);
                saga.Rounds.ShouldAllBe(x => x.State == RoundStates.Settled);
                saga.Expectation.State.ShouldBe(ExpectationStates.Over);
            }
            if (saga.PendingMessages.Count > 0)
            {
                saga.DueAt.ShouldNotBeNull();
            }
        }
    }

    /// <summary>A return, and what the other services know of it: they obey each command once, and answer it each time.</summary>
    private sealed class Party(SagaWorld world)
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
        private Guid _lastReceipt;
        private DateTimeOffset _at;

        public SagaWorld World => world;

        public Guid? OpenReceipt { get; set; }

        public IEnumerable<Guid> Told => _units.Where(x => x.IsTold).Select(x => x.Id);

        public bool HasWork =>
            _tasks.Keys.Except(_verdicts.Keys).Any() || _refunds.Values.Any(x => x.Reversed > x.Acknowledged);

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
        public void Work(Random random, Action<Party, object> send, bool all = false)
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
            foreach (var refund in _refunds.Values)
            {
                var before = refund.Status;
                if (refund.Status is "planned" or "submitted")
                {
                    refund.Status =
                        all || random.Next(3) > 0 ? "succeeded"
                        : random.Next(2) == 0 ? "failed"
                        : "submitted";
                }
                else if (refund.Status is "failed" or "reversed" && random.Next(all ? 20 : 3) == 0)
                {
                    refund.Status = "succeeded";
                }
                // A reversal is told until it is acknowledged.
                if (refund.Status != before || refund.Reversed > refund.Acknowledged)
                {
                    send(this, refund.Snapshot(world.Now));
                }
            }
        }

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

        public void Obey(object command, DateTimeOffset now, Action<Party, object> send)
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
                    break;
                case IssueRefund issue:
                    _refunds.TryAdd(issue.RefundId, new Money(issue));
                    if (_refunds[issue.RefundId].Status != "planned")
                    {
                        send(this, _refunds[issue.RefundId].Snapshot(now));
                    }
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
                _at
            );
    }

    private sealed class Money(IssueRefund command)
    {
        public IssueRefund Command => command;

        public string Status { get; set; } = "planned";

        public long Reversed { get; set; }

        public long Acknowledged { get; set; }

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
                    "declined",
                    at
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
                    Reversed > 0 ? Reversed : null
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
