using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The transitions of <see cref="ReturnStateMachine"/>'s table: what happens on the way from one state to the next.</summary>
internal static class ReturnTransitions
{
    public static EventActivityBinder<Return, T> Approve<T>(
        this EventActivityBinder<Return, T> binder,
        TimeProvider time,
        State next
    )
        where T : class =>
        binder
            .AddToTimeline("policy", _ => time.GetUtcNow(), x => new TimelineEvent.Approved(x.Saga.Rule))
            .SendMessage(Steps.Approved)
            .SendExpectParcel()
            .Enter(next, time);

    /// <summary>The parcel was unpacked: the units that came are inspected.</summary>
    public static EventActivityBinder<Return, ReceiptClosed> Receive(
        this EventActivityBinder<Return, ReceiptClosed> binder,
        TimeProvider time,
        State next
    ) =>
        binder
            .Then(x =>
            {
                RefundCalculation.MatchReceived(x.Saga, x.Message.Units);
                x.Saga.InspectionId = ReturnCommands.InspectionIdOf(x.Saga);
                x.Saga.PromisedBy = x.Saga.RefundBy(x.Message.At);
            })
            .AddToTimeline("warehouse", x => x.Message.At, Received)
            .SendMessage(Steps.Received)
            .SendInspectUnits()
            .Enter(next, time);

    /// <summary>The parcel was unpacked and held nothing of the return.</summary>
    public static EventActivityBinder<Return, ReceiptClosed> ReceiveNothing(
        this EventActivityBinder<Return, ReceiptClosed> binder,
        TimeProvider time,
        State next
    ) =>
        binder
            .Then(x => RefundCalculation.MatchReceived(x.Saga, []))
            .AddToTimeline("warehouse", x => x.Message.At, Received)
            .Complete(time, next);

    public static EventActivityBinder<Return, InspectionCompleted> ApplyVerdicts(
        this EventActivityBinder<Return, InspectionCompleted> binder
    ) =>
        binder
            .Then(x =>
            {
                RefundCalculation.ApplyVerdicts(x.Saga, x.Message.Units);
                x.Saga.VerdictBy = x.Message.By;
            })
            .AddToTimeline(
                "inspector",
                x => x.Message.At,
                x => new TimelineEvent.Inspected(
                    x.Message.Units.CountBy(unit => unit.Disposition).ToDictionary(StringComparer.Ordinal)
                ),
                message => (message.By, message.ByName)
            );

    public static EventActivityBinder<Return, T> IssueRefund<T>(
        this EventActivityBinder<Return, T> binder,
        TimeProvider time,
        State next
    )
        where T : class =>
        binder
            .Then(x => (x.Saga.RefundId, x.Saga.RefundStatus) = (ReturnCommands.RefundIdOf(x.Saga), "planned"))
            .AddToTimeline(
                "returns",
                _ => time.GetUtcNow(),
                x => new TimelineEvent.RefundPlanned(x.Saga.RefundAmount, x.Saga.Currency, x.Saga.StoreCredit)
            )
            .SendIssueRefund()
            .Enter(next, time);

    public static EventActivityBinder<Return, RefundSucceeded> CompleteRefunded(
        this EventActivityBinder<Return, RefundSucceeded> binder,
        TimeProvider time,
        State next
    ) =>
        binder
            .Then(TakeOverOutcome)
            .AddToTimeline(
                "refund",
                x => x.Message.At,
                x => new TimelineEvent.Refunded(
                    x.Saga.RefundAmount - x.Saga.Shortfall,
                    x.Saga.Currency,
                    x.Saga.StoreCreditGiven.GetValueOrDefault(),
                    x.Saga.Shortfall
                )
            )
            .Complete(time, next);

    /// <summary>The reversed amount is paid again.</summary>
    public static EventActivityBinder<Return, RefundSucceeded> CompletePaidAgain(
        this EventActivityBinder<Return, RefundSucceeded> binder,
        TimeProvider time,
        State next
    ) =>
        binder
            .Then(TakeOverOutcome)
            .AddToTimeline(
                "refund",
                x => x.Message.At,
                x => new TimelineEvent.RefundedAgain(x.Saga.Reversed, x.Message.Currency)
            )
            .Complete(time, next, Steps.PaidAgain, x => x.Saga.Reversed);

    /// <summary>Finance paid what the order's payments could not give before.</summary>
    public static EventActivityBinder<Return, RefundSucceeded> ReduceShortfall(
        this EventActivityBinder<Return, RefundSucceeded> binder
    ) =>
        binder
            .AddToTimeline(
                "refund",
                x => x.Message.At,
                x => new TimelineEvent.ShortfallPaid(x.Saga.Shortfall - (x.Message.Shortfall ?? 0), x.Message.Currency)
            )
            .Then(TakeOverOutcome);

    /// <summary>The refund failed: a person must look.</summary>
    public static EventActivityBinder<Return, RefundFailed> ParkFailed(
        this EventActivityBinder<Return, RefundFailed> binder,
        TimeProvider time,
        State next
    ) =>
        binder
            .Then(x => (x.Saga.RefundStatus, x.Saga.ParkedReason) = ("failed", $"refund_{x.Message.Reason}"))
            .AddToTimeline("refund", x => x.Message.At, x => new TimelineEvent.RefundFailed(x.Message.Reason))
            .SendMessage(Steps.RefundDelayed, x => x.Saga.Reversed)
            .Enter(next, time);

    /// <summary>The refund was paid and came back: a person must look, whatever state the return is in.</summary>
    public static EventActivityBinder<Return, RefundReversed> ParkReversed(
        this EventActivityBinder<Return, RefundReversed> binder,
        TimeProvider time,
        State next
    ) =>
        binder
            .If(
                ReturnGuards.MoreWasReversed,
                more =>
                    more.Then(x =>
                        {
                            x.Saga.Reversed = x.Message.Reversed;
                            (x.Saga.RefundStatus, x.Saga.ParkedReason) = ("reversed", "refund_reversed");
                        })
                        .AddToTimeline(
                            "refund",
                            x => x.Message.At,
                            x => new TimelineEvent.RefundReversed(x.Message.Reversed, x.Message.Currency)
                        )
                        .SendMessage(Steps.RefundDelayed, x => x.Saga.Reversed)
                        .Enter(next, time)
            )
            .SendAcknowledgeReversal();

    public static EventActivityBinder<Return, T> Complete<T>(
        this EventActivityBinder<Return, T> binder,
        TimeProvider time,
        State next,
        string step = Steps.Completed,
        Func<BehaviorContext<Return, T>, long>? reversed = null
    )
        where T : class =>
        binder
            .AddToTimeline("returns", _ => time.GetUtcNow(), _ => new TimelineEvent.Completed())
            .SendMessage(step, reversed)
            .Enter(next, time);

    /// <summary>No parcel came in time; the units may be requested again.</summary>
    public static EventActivityBinder<Return, T> Expire<T>(
        this EventActivityBinder<Return, T> binder,
        TimeProvider time,
        State next
    )
        where T : class =>
        binder
            .Then(x => RefundCalculation.MatchReceived(x.Saga, []))
            .AddToTimeline("returns", _ => time.GetUtcNow(), _ => new TimelineEvent.Expired())
            .SendMessage(Steps.Expired)
            .Enter(next, time);

    private static void TakeOverOutcome(BehaviorContext<Return, RefundSucceeded> x)
    {
        (x.Saga.RefundStatus, x.Saga.ParkedReason) = ("succeeded", null);
        (x.Saga.StoreCreditGiven, x.Saga.Shortfall) = (x.Message.StoreCredit ?? 0, x.Message.Shortfall ?? 0);
    }

    private static TimelineEvent.Received Received(BehaviorContext<Return, ReceiptClosed> x) =>
        new(x.Message.Units.Count, x.Message.Unplaced.Count);
}
