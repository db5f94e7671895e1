using System.Linq.Expressions;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using static AfterSalesMesh.Returns.Saga.ReturnGuards;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// A return from the request to the last message to the customer, as a table: in this state, on this event, if this guard
/// holds, do this. It reads and writes the saga row and nothing else. Each waiting state can repeat its last command as often
/// as needed. <c>docs/return-saga.md</c> is printed from it.
/// </summary>
internal sealed class ReturnStateMachine : MassTransitStateMachine<Return>
{
    public ReturnStateMachine(TimeProvider time)
    {
        InstanceState(x => x.State);
        CorrelateEvents();
        DefineAwaitingParcel(time);
        DefineReceivingAndInspecting(time);
        DefineSettling(time);
        DefineUnderReview(time);
        DefineEnded(time);
        RemovePendingMessages();
        IgnoreRepeatedMessages();
        DuringAny(When(RefundReversed, ReversedRefundIsNotOurs).SendRejectReversal());
    }

    private void CorrelateEvents()
    {
        Correlate(() => ReturnRequested, x => x.Message.ReturnId);
        Correlate(() => ReceiptOpened, x => x.Message.ReturnId);
        Correlate(() => ReceiptClosed, x => x.Message.ReturnId);
        Correlate(() => ParcelNotSeen, x => x.Message.ReturnId);
        Correlate(() => InspectionCompleted, x => x.Message.ReturnId);
        Correlate(() => RefundSubmitted, x => x.Message.ReturnId);
        Correlate(() => RefundSucceeded, x => x.Message.ReturnId);
        Correlate(() => RefundFailed, x => x.Message.ReturnId);
        Correlate(() => CustomerTold, x => x.Message.ReturnId);
        Correlate(() => Due, x => x.Message.CorrelationId);
        Event(
            () => RefundReversed,
            e =>
                e.CorrelateById(x => x.Message.ReturnId)
                    // Refund repeats it until it is answered: a fault would come back with each repeat.
                    .OnMissingInstance(m =>
                        m.ExecuteAsync(x =>
                            x.Send(CommandAddress.Of<AcknowledgeReversal>(), ReturnCommands.RejectReversal(x.Message))
                        )
                    )
        );

        void Correlate<T>(Expression<Func<Event<T>>> received, Func<ConsumeContext<T>, Guid> returnId)
            where T : class => Event(received, e => e.CorrelateById(returnId).OnMissingInstance(m => m.Fault()));
    }

    private void DefineAwaitingParcel(TimeProvider time)
    {
        During(Requested, When(ReturnRequested).Approve(time, AwaitingParcel), When(Due).Approve(time, AwaitingParcel));
        During(
            AwaitingParcel,
            When(ReceiptOpened)
                .AddToTimeline("warehouse", x => x.Message.At, _ => new TimelineEvent.ReceiptOpened())
                .Enter(Receiving, time),
            When(ReceiptClosed, UnitsCame).Receive(time, Inspecting),
            When(ReceiptClosed, NoUnitCame).ReceiveNothing(time, Completed),
            When(Due, ParcelMayStillArrive).WaitLonger(x => x.Saga.ExpiresAt).SendExpectParcel(),
            When(Due, ParcelIsOverdue).WaitLonger().SendStopExpectingParcel(),
            When(ParcelNotSeen).Expire(time, Expired)
        );
    }

    private void DefineReceivingAndInspecting(TimeProvider time)
    {
        During(
            Receiving,
            When(ReceiptClosed, UnitsCame).Receive(time, Inspecting),
            When(ReceiptClosed, NoUnitCame).ReceiveNothing(time, Completed),
            When(Due).WaitLonger().SendExpectParcel()
        );
        During(
            Inspecting,
            When(InspectionCompleted, InspectionIsOurs)
                .ApplyVerdicts()
                .IfElse(
                    RefundIsOwed,
                    owed => owed.SendMessage(Steps.Inspected).IssueRefund(time, Settling),
                    nothing => nothing.Complete(time, Completed)
                ),
            When(Due).WaitLonger().SendInspectUnits()
        );
    }

    private void DefineSettling(TimeProvider time) =>
        During(
            Settling,
            When(RefundSubmitted, FirstSubmission)
                .Then(x => x.Saga.RefundStatus = "submitted")
                .AddToTimeline("refund", x => x.Message.At, _ => new TimelineEvent.RefundSubmitted()),
            When(RefundSucceeded, RefundIsOurs).CompleteRefunded(time, Completed),
            When(RefundFailed, FailedRefundIsOurs).ParkFailed(time, UnderReview),
            When(RefundReversed, ReversedRefundIsOurs).ParkReversed(time, UnderReview),
            When(Due).WaitLonger().SendIssueRefund()
        );

    private void DefineUnderReview(TimeProvider time) =>
        During(
            UnderReview,
            // A success from before the reversal may come after it.
            When(RefundSucceeded, NothingWasReversed).CompleteRefunded(time, Completed),
            When(RefundSucceeded, ReversedAmountWasPaidAgain).CompletePaidAgain(time, Completed),
            When(RefundReversed, ReversedRefundIsOurs).ParkReversed(time, UnderReview),
            // Finance may have paid it again.
            When(Due).WaitLonger().SendIssueRefund()
        );

    private void DefineEnded(TimeProvider time)
    {
        During(
            Completed,
            When(RefundReversed, ReversedRefundIsOurs).ParkReversed(time, UnderReview),
            When(RefundSucceeded, ShortfallWasPaid).ReduceShortfall(),
            When(Due).WaitLonger().StopWhenNoMessageIsPending()
        );
        During(Expired, When(Due).WaitLonger().StopWhenNoMessageIsPending());
    }

    private void RemovePendingMessages()
    {
        foreach (var open in new[] { Requested, AwaitingParcel, Receiving, Inspecting, Settling, UnderReview })
        {
            During(open, When(CustomerTold, MessageWasPending).RemovePendingMessage());
        }
        foreach (var ended in new[] { Completed, Expired })
        {
            During(ended, When(CustomerTold, MessageWasPending).RemovePendingMessage().StopWhenNoMessageIsPending());
        }
    }

    /// <summary>Messages that were repeated, or overtaken by later ones, change nothing.</summary>
    private void IgnoreRepeatedMessages()
    {
        During(AwaitingParcel, Ignore(ReturnRequested));
        During(Receiving, Ignore(ReturnRequested), Ignore(ReceiptOpened), Ignore(ParcelNotSeen));
        foreach (var later in new[] { Inspecting, Settling, UnderReview, Completed, Expired })
        {
            During(later, Ignore(ReturnRequested), Ignore(ReceiptOpened), Ignore(ReceiptClosed), Ignore(ParcelNotSeen));
        }
        foreach (var later in new[] { Settling, UnderReview, Completed })
        {
            During(later, Ignore(InspectionCompleted));
        }
        During(UnderReview, Ignore(RefundSubmitted), Ignore(RefundFailed));
        During(Completed, Ignore(RefundSubmitted), Ignore(RefundFailed));
    }

    public State Requested { get; private set; } = null!;
    public State UnderReview { get; private set; } = null!;
    public State AwaitingParcel { get; private set; } = null!;
    public State Receiving { get; private set; } = null!;
    public State Inspecting { get; private set; } = null!;
    public State Settling { get; private set; } = null!;
    public State Completed { get; private set; } = null!;
    public State Expired { get; private set; } = null!;

    public Event<ReturnRequested> ReturnRequested { get; private set; } = null!;
    public Event<ReceiptOpened> ReceiptOpened { get; private set; } = null!;
    public Event<ReceiptClosed> ReceiptClosed { get; private set; } = null!;
    public Event<ParcelNotSeen> ParcelNotSeen { get; private set; } = null!;
    public Event<InspectionCompleted> InspectionCompleted { get; private set; } = null!;
    public Event<RefundSubmitted> RefundSubmitted { get; private set; } = null!;
    public Event<RefundSucceeded> RefundSucceeded { get; private set; } = null!;
    public Event<RefundFailed> RefundFailed { get; private set; } = null!;
    public Event<RefundReversed> RefundReversed { get; private set; } = null!;
    public Event<CustomerTold> CustomerTold { get; private set; } = null!;
    public Event<SagaIsDue> Due { get; private set; } = null!;
}
