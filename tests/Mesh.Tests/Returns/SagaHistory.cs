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

internal sealed class SagaHistory
{
    private readonly Random _random;
    private readonly Order _order;
    private readonly EffectivePolicy _policy;
    private readonly List<SagaParty> _parties = [];
    private readonly List<(SagaParty To, object Message)> _inFlight = [];

    /// <summary>How many pieces of each line the customer still has.</summary>
    private readonly Dictionary<string, int> _atHome;
    private DateTimeOffset _now = SagaWorld.Requested;

    public SagaHistory(Random random)
    {
        _random = random;
        var set = random.Next(2) == 0 ? "set" : null;
        _order = Returns.Orders.Of(
            random.Next(2) * 400,
            [
                .. Enumerable
                    .Range(0, random.Next(1, 4))
                    .Select(i =>
                        Returns.Orders.Line($"l{i}", random.Next(1, 4), 1000) with
                        {
                            Set = random.Next(3) == 0 ? null : set,
                        }
                    ),
            ]
        );
        _policy = Drafts.Fashion with { Document = PolicyOf(random) };
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
                Handle(party, new ParcelInTransit(party.World.Saga.CorrelationId, "demo", Guid.NewGuid(), null, _now));
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
            known.Concat(saga.Goods.Unassigned.Select(x => x.UnitId)).ShouldBe(party.Told, ignoreOrder: true);
            saga.Parts.Sum(x => x.Amount).ShouldBe(saga.RefundAmount);
            saga.Parts.ShouldAllBe(x =>
                x.HasEnded && (x.Status != RefundStatuses.Succeeded || party.StatusOf(x.PartId) == x.Status)
            );
            saga.Parts.Sum(x => x.NotPaid).ShouldBe(saga.NotPaid);
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
        (given + _parties.Sum(x => x.World.Saga.PostageGiven)).ShouldBe(_parties.Sum(x => x.World.Saga.RefundAmount));
        JudgeDeductions();
    }

    /// <summary>Whatever came with whichever return, all refunds together deduct what the order's refunded pieces say.</summary>
    private void JudgeDeductions()
    {
        var world = _parties[0].World;
        var terms = _parties.SelectMany(x => x.World.Saga.Goods.Deductions).Select(x => x.Terms);
        var refunded = _parties.SelectMany(x => x.World.Saga.Goods.Units).Where(RefundCalculation.IsRefunded).ToList();
        // A refund cannot get below 0: what it could not deduct, a later one does.
        if (refunded.TrueForAll(x => x.Amounts.Sum > 0))
        {
            var deducted = -refunded.Sum(x => x.Deduction);
            var takenBack = world.Deducted.GetValueOrDefault(DeductionTerms.OfPromotion)?.Amount ?? 0;
            deducted.ShouldBe(world.Deducted.Values.Sum(x => x.Amount));
            deducted.ShouldBe(
                terms.SelectMany(x => x.Of(world.GivenByLine, takenBack)).DistinctBy(x => x.Key).Sum(x => x.Value)
            );
        }
    }

    /// <summary>A policy that takes the discount of a promotion back, and deducts the kept parts of sets.</summary>
    private static PolicyDocument PolicyOf(Random random) =>
        Drafts.Fashion.Document with
        {
            Promotions =
            [
                new PolicyRule<PromotionTerms>
                {
                    Rule = "spend",
                    Then = new() { Spend = 1000 * random.Next(1, 9), ClawBack = true },
                },
            ],
            Sets =
            [
                new PolicyRule<SetTerms>
                {
                    Rule = "deduct",
                    When = new() { Quality = random.Next(2) == 0 ? false : null },
                    Then = new() { Incomplete = IncompleteSets.Deduct },
                },
            ],
        };

    private void Request()
    {
        var pieces = _parties.Count == 0 ? null : _parties[0].World.Pieces;
        var reserved = pieces?.Where(x => x.Value.ReservedBy is not null).Select(x => x.Key) ?? [];
        var released = pieces?.Where(x => x.Value.ReservedBy is null).Select(x => x.Key);
        var others = _parties.FirstOrDefault()?.World.AsOthers;
        var draft = new ReturnDraft(_order, reserved, SagaWorld.Requested, released, others);
        string[] reasons = [Reasons.TooSmall, Reasons.Defective];
        var lines = _order
            .Lines.Where((_, i) => i == 0 || _random.Next(4) > 0)
            .Select(line => new ReturnLineRequest(
                line.LineId,
                _random.Next(1, line.Quantity + 1),
                reasons[_random.Next(2)],
                Resolutions.Refund
            ));
        var decided = draft.Decide(new ReturnRequest(_order.Number, "web", [.. lines]), _policy);
        if (_parties.Count >= 3 || draft.Units.Count == 0)
        {
            return;
        }
        var party = new SagaParty(new SagaWorld(draft.ToReturn(decided), _parties.FirstOrDefault()?.World));
        _parties.Add(party);
        if (_random.Next(4) == 0)
        {
            string[] defaults = [AgentDefaults.Approve, AgentDefaults.Reject];
            Handle(party, SagaWorld.Referral(_now, defaults[_random.Next(2)]));
        }
        else
        {
            Handle(party, new Approval());
        }
    }

    /// <summary>An agent or a customer does something at the review desk.</summary>
    private void Decide(SagaParty party)
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

    private void OpenReceipt(SagaParty party)
    {
        if (party.OpenReceipt is not null || !party.IsAnnounced)
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

    private void CloseReceipt(SagaParty party)
    {
        if (party.OpenReceipt is { } receipt)
        {
            Send(party, party.Close(receipt, isShort: _random.Next(3) == 0, _now));
        }
    }

    private void Reduce(SagaParty party)
    {
        var lines = party.World.Saga.Goods.Lines;
        var line = lines[_random.Next(lines.Count)];
        if (lines.Sum(x => x.Quantity) > 1)
        {
            Handle(party, new LineReduction(new("agent-1", "Ada"), [new(line.LineId, line.Reason, line.Quantity - 1)]));
        }
    }

    private void Reverse(SagaParty party)
    {
        if (party.Reverse(_now) is { } reversed)
        {
            Send(party, reversed);
        }
    }

    private void Nudge(SagaParty party)
    {
        if (party.World.Saga.DueAt <= _now)
        {
            Handle(party, party.World.Due(_now));
        }
    }

    private void Send(SagaParty to, object message) => _inFlight.Add((to, message));

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
        if (mayFail && _random.Next(12) == 0)
        {
            return;
        }
        Handle(party, (dynamic)message);
    }

    private TransitionOutcome Handle<T>(SagaParty party, T message)
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
