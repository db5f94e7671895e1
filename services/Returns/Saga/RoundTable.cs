using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.Returns.Policy;
using static AfterSalesMesh.Returns.Saga.RoundStates;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The second level of the saga: a round from the unpacking of its goods until all of its parts are settled.</summary>
internal static class RoundTable
{
    public static readonly TransitionTable<RoundStep> Table = new TransitionTable<RoundStep>(
        x => x.Round.State,
        (x, to) =>
            x.Round = x.Round with
            {
                State = to,
                Since = x.Step.Now,
                Attempts = 0,
                // The command for an overdue verdict is repeated until the verdict comes.
                DueAt = to is Receiving or Inspecting || x.Round.OverdueSince is not null ? x.Step.SoonDue : null,
            }
    )
        .In(Receiving)
        .On<RestAwaited>(AwaitRest)
        .On<ReceiptOpened>(ReceiveRest, when: AnotherReceiptIsOpened)
        .Ignore<ReceiptOpened>()
        .On<ReceiptClosed>(BeginInspection, to: Inspecting, when: UnitsCame)
        .On<ReceiptClosed>(Remove)
        .On<NewRound>(BeginInspection, to: Inspecting)
        .On<ArrivalsEnded>(Remove)
        .On<SagaIsDue>(RepeatExpectParcel)
        .Ignore<InspectionCompleted>()
        .Ignore<PartChanged>()
        .In(Inspecting)
        .On<InspectionCompleted>(PlanParts, to: Settling)
        .On<UnitsNotJudged>(RefundUnjudged, to: Settling, when: TimeIsOverAndDefaultRefunds)
        .On<UnitsNotJudged>(Escalate, when: TimeIsOverAndDefaultEscalates)
        .On<SagaIsDue>(RepeatInspectUnits)
        .Ignore<PartChanged>()
        .In(Settling)
        .On<PartChanged>(Settle, to: Settled, when: EveryPartHasEnded)
        .Ignore<PartChanged>()
        .In(Settled)
        .On<PartChanged>(OpenAgain, to: Settling, when: APartIsOpen)
        .Ignore<PartChanged>()
        .In(Settling, Settled)
        .On<InspectionCompleted>(RecordLateVerdict, when: VerdictIsOverdue)
        .Ignore<InspectionCompleted>()
        .On<SagaIsDue>(RepeatInspectUnits, when: VerdictIsOverdue)
        .Ignore<SagaIsDue>()
        .In(All)
        .Ignore<UnitsNotJudged>()
        // The units of a later snapshot belong to another round.
        .In(Inspecting, Settling, Settled)
        .Ignore<ReceiptOpened>()
        .Ignore<RestAwaited>()
        .Ignore<ReceiptClosed>()
        .Ignore<NewRound>()
        .Ignore<ArrivalsEnded>();

    /// <summary>Adds a round that is being unpacked.</summary>
    public static RoundStep Add(ReturnStep step)
    {
        var no = step.Saga.Rounds.Count == 0 ? 1 : step.Saga.Rounds[^1].No + 1;
        step.Saga.Rounds = [.. step.Saga.Rounds, new Round(no, Receiving, step.Now, step.SoonDue)];
        return new RoundStep(step, no);
    }

    /// <summary>Another receipt with the awaited rest is being unpacked.</summary>
    public static bool AnotherReceiptIsOpened(RoundStep x, ReceiptOpened opened) =>
        x.Round.RestAwaitedAfter is { } closed && opened.ReceiptId != closed;

    public static bool UnitsCame(RoundStep x, ReceiptClosed _) => x.UnitsPlaced > 0;

    public static bool EveryPartHasEnded(RoundStep x, PartChanged _) => x.Parts.All(part => part.HasEnded);

    public static bool APartIsOpen(RoundStep x, PartChanged _) => x.Parts.Any(part => !part.HasEnded);

    public static bool TimeIsOverAndDefaultRefunds(RoundStep x, UnitsNotJudged _) =>
        IsTimeOver(x) && x.Saga.Goods.Clocks.JudgementDefault == JudgementDefaults.Refund;

    public static bool TimeIsOverAndDefaultEscalates(RoundStep x, UnitsNotJudged _) => IsTimeOver(x);

    public static bool VerdictIsOverdue(RoundStep x, InspectionCompleted _) => x.Round.OverdueSince is not null;

    public static bool VerdictIsOverdue(RoundStep x, SagaIsDue _) => x.Round.OverdueSince is not null;

    private static bool IsTimeOver(RoundStep x) => x.Step.Now >= x.Round.JudgeBy && x.Round.OverdueSince is null;

    private static void AwaitRest(RoundStep x, RestAwaited rest) =>
        x.Round = x.Round with { RestAwaitedAfter = rest.ReceiptId };

    private static void ReceiveRest(RoundStep x, ReceiptOpened _) =>
        x.Round = x.Round with { RestAwaitedAfter = null, Since = x.Step.Now };

    [Sends<TellCustomer>, Sends<InspectUnits>]
    private static void BeginInspection(RoundStep x, ReceiptClosed closed) => BeginInspection(x, closed.At);

    [Sends<TellCustomer>, Sends<InspectUnits>]
    private static void BeginInspection(RoundStep x, NewRound _) => BeginInspection(x, x.Step.Now);

    private static void BeginInspection(RoundStep x, DateTimeOffset receivedAt)
    {
        x.Round = x.Round with { PromisedBy = x.Saga.RefundBy(receivedAt), JudgeBy = x.Saga.JudgeBy(x.Step.Now) };
        x.Step.Tell(Steps.Received, $"{x.No}");
        x.Step.Send(ReturnCommands.InspectUnits(x.Saga, x.No));
    }

    private static void Remove(RoundStep x, ReceiptClosed _) => x.Remove();

    private static void Remove(RoundStep x, ArrivalsEnded _) => x.Remove();

    /// <summary>Applies the verdicts, and plans the resulting refund for each order, if any.</summary>
    [Sends<TellCustomer>, Sends<IssueRefund>]
    private static void PlanParts(RoundStep x, InspectionCompleted completed)
    {
        x.Round = x.Round with { VerdictBy = completed.By };
        RecordVerdict(x, completed);
        PlanParts(x);
    }

    /// <summary>The verdict is overdue, and the policy refunds the goods without one.</summary>
    [Sends<TellCustomer>, Sends<IssueRefund>]
    private static void RefundUnjudged(RoundStep x, UnitsNotJudged _)
    {
        AddOverdue(x);
        RefundCalculation.AcceptUnjudged(x.Saga, x.No);
        PlanParts(x);
    }

    /// <summary>Nobody has judged the goods in time, and the policy wants a person to see to it.</summary>
    private static void Escalate(RoundStep x, UnitsNotJudged _) => AddOverdue(x);

    private static void AddOverdue(RoundStep x)
    {
        x.Round = x.Round with { OverdueSince = x.Step.Now };
        x.Step.AddToTimeline(
            "policy",
            x.Step.Now,
            new TimelineEvent.VerdictOverdue(x.Saga.Goods.Clocks.JudgementDefault)
        );
    }

    /// <summary>Notes a verdict that came after the refund was planned without it.</summary>
    private static void RecordLateVerdict(RoundStep x, InspectionCompleted completed)
    {
        x.Round = x.Round with { DueAt = null };
        RecordVerdict(x, completed);
    }

    private static void RecordVerdict(RoundStep x, InspectionCompleted completed)
    {
        x.Round = x.Round with { OverdueSince = null };
        RefundCalculation.ApplyVerdicts(x.Saga, x.No, completed.Units);
        x.Step.AddToTimeline(
            completed.By ?? "inspector",
            completed.At,
            new TimelineEvent.Inspected(
                completed.Units.CountBy(unit => unit.Disposition).ToDictionary(StringComparer.Ordinal)
            ),
            completed.ByName
        );
    }

    private static void PlanParts(RoundStep x)
    {
        var owed = RefundCalculation.PlanRefunds(x.Saga, x.No);
        var amount = owed.Sum(refund => refund.Amount);
        if (amount == 0)
        {
            return;
        }
        x.Step.Tell(Steps.Inspected, $"{x.No}", amount, owed.Sum(refund => refund.StoreCredit));
        foreach (var refund in owed.Where(refund => refund.Amount > 0))
        {
            x.Saga.RefundAmount += refund.Amount;
            x.Saga.PostageGiven += refund.Postage;
            RefundPartTable.Plan(x, refund);
        }
    }

    [Sends<ExpectParcel>]
    private static void RepeatExpectParcel(RoundStep x, SagaIsDue _)
    {
        x.Repeated();
        x.Step.Send(ReturnCommands.ExpectParcel(x.Saga));
    }

    [Sends<InspectUnits>]
    private static void RepeatInspectUnits(RoundStep x, SagaIsDue _)
    {
        x.Repeated();
        x.Step.Send(ReturnCommands.InspectUnits(x.Saga, x.No) with { IsOverdue = IsTimeOver(x) });
    }

    private static void Settle(RoundStep x, PartChanged _) { }

    private static void OpenAgain(RoundStep x, PartChanged _) { }
}

/// <summary>One event of a round while it is handled.</summary>
internal sealed class RoundStep(ReturnStep step, int no)
{
    public ReturnStep Step => step;

    public Return Saga => step.Saga;

    public int No => no;

    /// <summary>The number of a snapshot's units that were placed in the round.</summary>
    public int UnitsPlaced { get; set; }

    public Round Round
    {
        get => Saga.Rounds.First(x => x.No == no);
        set => Saga.Rounds = [.. Saga.Rounds.Select(x => x.No == no ? value : x)];
    }

    public IEnumerable<RoundPart> Parts => Saga.Parts.Where(x => x.Round == no);

    public void Remove() => Saga.Rounds = [.. Saga.Rounds.Where(x => x.No != no)];

    public void Repeated()
    {
        var attempts = Round.Attempts + 1;
        var due = step.NextDue(attempts);
        // The inspection service is asked as soon as the verdict is overdue.
        var asks = Round.State == Inspecting && Round.JudgeBy > step.Now && Round.JudgeBy < due;
        Round = Round with { Attempts = attempts, DueAt = asks ? Round.JudgeBy : due };
    }
}

/// <summary>A part of a round was planned, ended or reopened. Raised after another event.</summary>
internal sealed record PartChanged;

/// <summary>The goods that were still expected will not come. Raised after another event.</summary>
internal sealed record ArrivalsEnded;
