using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;
using static AfterSalesMesh.Returns.Saga.RefundStatuses;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// The second level of the saga: the refund of one round and one order. A refund that failed or was reversed is parked: it waits
/// for a person, and repeats its command, because finance may have paid it again.
/// </summary>
internal static class RefundPartTable
{
    public static readonly TransitionTable<PartStep> Table = new TransitionTable<PartStep>(
        x => x.Part.Status,
        (x, to) => x.Part = x.Part with { Status = to }
    )
        .In(Planned)
        .On<RefundSubmitted>(RecordSubmission, to: Submitted)
        .In(Planned, Submitted, Failed)
        .On<RefundSucceeded>(Pay, to: Succeeded, when: IsNotOlder)
        .Ignore<RefundSucceeded>()
        .In(Planned, Submitted)
        .On<RefundFailed>(Park, to: Failed)
        .In(Succeeded)
        .On<RefundSucceeded>(ReduceShortfall, when: ShortfallWasPaid)
        .Ignore<RefundSucceeded>()
        .In(Reversed)
        // A success with a lower reversed amount is older and does not count.
        .On<RefundSucceeded>(PayAgain, to: Succeeded, when: ReversedAmountWasPaidAgain)
        .Ignore<RefundSucceeded>()
        // All that came back was paid again or refused. The customer was told of the reversal, and is not told again.
        .On<RefundFailed>(ParkFailed, to: Failed, when: IsNotOlder)
        .Ignore<RefundFailed>()
        .In(All)
        .On<RefundReversed>(ParkReversed, to: Reversed, when: MoreWasReversed)
        .On<RefundReversed>(Acknowledge)
        .In(Submitted, Succeeded, Failed, Reversed)
        .Ignore<RefundSubmitted>()
        .In(Failed)
        .On<RefundFailed>(RecordPaid, when: MoreIsPaid)
        .In(Succeeded, Failed)
        .Ignore<RefundFailed>()
        .In(Planned, Submitted, Failed, Reversed)
        .On<SagaIsDue>(RepeatIssueRefund)
        .In(Succeeded)
        .Ignore<SagaIsDue>()
        .In(Failed, Reversed)
        .On<ManualClosing>(GiveUp)
        .In(Planned, Submitted)
        .Refuse<ManualClosing>()
        .In(Succeeded)
        .Ignore<ManualClosing>();

    /// <summary>Adds the refund of a round for an order, and sends its command.</summary>
    public static void Plan(RoundStep round, RefundOwed owed)
    {
        var (step, saga) = (round.Step, round.Saga);
        var part = new RoundPart(
            ReturnCommands.PartIdOf(saga, round.No, PartKinds.Refund, owed.OrderNumber),
            round.No,
            PartKinds.Refund,
            owed.OrderNumber,
            Planned,
            step.Now,
            step.SoonDue,
            owed.Amount,
            StoreCredit: owed.StoreCredit,
            StoreCreditBonus: owed.Bonus
        );
        saga.Parts = [.. saga.Parts, part];
        step.AddToTimeline(
            "returns",
            step.Now,
            new TimelineEvent.RefundPlanned(part.Amount, saga.Currency, part.StoreCredit)
            {
                OrderNumber = saga.FurtherNumber(owed.OrderNumber),
            }
        );
        step.Send(ReturnCommands.IssueRefund(saga, part));
    }

    /// <summary>Messages come in any order: one with a lower amount is older.</summary>
    public static bool MoreWasReversed(PartStep x, RefundReversed reversed) => reversed.Reversed > x.Part.Reversed;

    /// <summary>An outcome with a lower reversed amount is from before the reversal.</summary>
    public static bool IsNotOlder(PartStep x, RefundSucceeded succeeded) =>
        (succeeded.Reversed ?? 0) >= x.Part.Reversed;

    /// <inheritdoc cref="IsNotOlder(PartStep, RefundSucceeded)"/>
    public static bool IsNotOlder(PartStep x, RefundFailed failed) => (failed.Reversed ?? 0) >= x.Part.Reversed;

    /// <summary>Finance has paid a part of it again.</summary>
    public static bool MoreIsPaid(PartStep x, RefundFailed failed) =>
        IsNotOlder(x, failed) && failed.Paid > x.Part.StillPaid;

    public static bool ReversedAmountWasPaidAgain(PartStep x, RefundSucceeded succeeded) =>
        succeeded.Reversed == x.Part.Reversed;

    /// <summary>An older success has a lower reversed amount or a higher shortfall.</summary>
    public static bool ShortfallWasPaid(PartStep x, RefundSucceeded succeeded) =>
        (succeeded.Reversed ?? 0) == x.Part.Reversed && (succeeded.Shortfall ?? 0) < x.Part.Shortfall;

    private static void RecordSubmission(PartStep x, RefundSubmitted submitted) =>
        x.Step.AddToTimeline(
            "refund",
            submitted.At,
            new TimelineEvent.RefundSubmitted() { OrderNumber = x.FurtherOrder }
        );

    private static void Pay(PartStep x, RefundSucceeded succeeded)
    {
        End(x, succeeded);
        var part = x.Part;
        x.Step.AddToTimeline(
            "refund",
            succeeded.At,
            new TimelineEvent.Refunded(
                part.Amount - part.Shortfall,
                x.Saga.Currency,
                part.StoreCreditGiven.GetValueOrDefault(),
                part.Shortfall
            )
            {
                OrderNumber = x.FurtherOrder,
            }
        );
        x.Step.Settled = x.Step.Message(
            Steps.Refunded,
            x.Which,
            part.Amount - part.Shortfall,
            part.StoreCreditGiven,
            x.FurtherOrder,
            part.BonusGiven
        );
    }

    private static void PayAgain(PartStep x, RefundSucceeded succeeded)
    {
        // It may have come back several times, and a chargeback may have left less to pay.
        var paid = x.Part.Amount - (succeeded.Shortfall ?? 0) - x.Part.StillPaid;
        End(x, succeeded);
        x.Step.AddToTimeline(
            "refund",
            succeeded.At,
            new TimelineEvent.RefundedAgain(paid, succeeded.Currency) { OrderNumber = x.FurtherOrder }
        );
        x.Step.Settled = x.Step.Message(Steps.PaidAgain, x.Which, paid, order: x.FurtherOrder);
    }

    /// <summary>Finance has paid an amount that the order's payments could not give before.</summary>
    private static void ReduceShortfall(PartStep x, RefundSucceeded succeeded)
    {
        var paid = x.Part.Shortfall - (succeeded.Shortfall ?? 0);
        End(x, succeeded);
        x.Step.AddToTimeline(
            "refund",
            succeeded.At,
            new TimelineEvent.ShortfallPaid(paid, succeeded.Currency) { OrderNumber = x.FurtherOrder }
        );
    }

    [Sends<TellCustomer>]
    private static void Park(PartStep x, RefundFailed failed)
    {
        ParkFailed(x, failed);
        x.Step.Tell(Steps.RefundDelayed, x.Which, x.Part.Amount, x.Part.StoreCredit, x.FurtherOrder);
    }

    private static void ParkFailed(PartStep x, RefundFailed failed)
    {
        // What a person has given up does not wait again.
        if (!x.Part.HasEnded)
        {
            Park(x, $"refund_{failed.Reason}");
        }
        x.Part = x.Part with { Reversed = failed.Reversed ?? 0, StillPaid = failed.Paid ?? 0 };
        x.Step.AddToTimeline(
            "refund",
            failed.At,
            new TimelineEvent.RefundFailed(failed.Reason) { OrderNumber = x.FurtherOrder }
        );
    }

    [Sends<TellCustomer>, Sends<AcknowledgeReversal>]
    private static void ParkReversed(PartStep x, RefundReversed reversed)
    {
        Park(x, "refund_reversed");
        x.Part = x.Part with { Reversed = reversed.Reversed, StillPaid = reversed.Paid };
        x.Step.AddToTimeline(
            "refund",
            reversed.At,
            new TimelineEvent.RefundReversed(reversed.Reversed, reversed.Currency) { OrderNumber = x.FurtherOrder }
        );
        x.Step.Tell(Steps.RefundDelayed, x.Which, x.Part.Amount, x.Part.StoreCredit, x.FurtherOrder);
        Acknowledge(x, reversed);
    }

    private static void RecordPaid(PartStep x, RefundFailed failed) =>
        x.Part = x.Part with { StillPaid = failed.Paid ?? 0 };

    [Sends<AcknowledgeReversal>]
    private static void Acknowledge(PartStep x, RefundReversed reversed) =>
        x.Step.Send(ReturnCommands.AcknowledgeReversal(reversed));

    [Sends<IssueRefund>]
    private static void RepeatIssueRefund(PartStep x, SagaIsDue _)
    {
        var attempts = x.Part.Attempts + 1;
        x.Part = x.Part with { Attempts = attempts, DueAt = x.Step.NextDue(attempts) };
        x.Step.Send(ReturnCommands.IssueRefund(x.Saga, x.Part));
    }

    /// <summary>A person has closed the return: it no longer waits for the refund.</summary>
    private static void GiveUp(PartStep x, ManualClosing _) =>
        x.Part = x.Part with { DueAt = null, ParkedReason = null };

    private static void Park(PartStep x, string reason) =>
        x.Part = x.Part with { ParkedReason = reason, Since = x.Step.Now, Attempts = 0, DueAt = x.Step.SoonDue };

    private static void End(PartStep x, RefundSucceeded succeeded) =>
        x.Part = x.Part with
        {
            DueAt = null,
            ParkedReason = null,
            StoreCreditGiven = succeeded.StoreCredit ?? 0,
            BonusGiven = succeeded.StoreCreditBonus ?? 0,
            Shortfall = succeeded.Shortfall ?? 0,
        };
}

/// <summary>One event of a part as it is handled.</summary>
internal sealed class PartStep(ReturnStep step, Guid partId)
{
    public ReturnStep Step => step;

    public Return Saga => step.Saga;

    public RoundPart Part
    {
        get => Saga.Parts.First(x => x.PartId == partId);
        set
        {
            Saga.Parts = [.. Saga.Parts.Select(x => x.PartId == partId ? value : x)];
            Saga.NotPaid = Saga.Parts.Sum(x => x.NotPaid);
        }
    }

    /// <summary>The order that is refunded; null: the return's own order.</summary>
    public string? FurtherOrder => Saga.FurtherNumber(Part.Subject);

    /// <summary>Distinguishes messages of the same step: each part has its own, and a further one after each reversal.</summary>
    public string Which => $"{Part.Round}/{Part.Subject}/{Part.Reversed}";
}
