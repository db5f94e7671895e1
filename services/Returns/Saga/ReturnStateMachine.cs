using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// A return from the request to the last message, as a table: in this state, on this event, do this. It reads and writes
/// its row and nothing else. Each state that waits can say its last command again, as often as it takes.
/// </summary>
internal sealed class ReturnStateMachine : MassTransitStateMachine<Return>
{
    public ReturnStateMachine(TimeProvider clock)
    {
        InstanceState(x => x.State);
        Event(() => ReturnRequested, e => e.CorrelateById(x => x.Message.ReturnId).OnMissingInstance(m => m.Fault()));
        Event(() => ReceiptOpened, e => e.CorrelateById(x => x.Message.ReturnId).OnMissingInstance(m => m.Fault()));
        Event(() => ReceiptClosed, e => e.CorrelateById(x => x.Message.ReturnId).OnMissingInstance(m => m.Fault()));
        Event(() => ParcelNotSeen, e => e.CorrelateById(x => x.Message.ReturnId).OnMissingInstance(m => m.Fault()));
        Event(
            () => InspectionCompleted,
            e => e.CorrelateById(x => x.Message.ReturnId).OnMissingInstance(m => m.Fault())
        );
        Event(() => RefundSubmitted, e => e.CorrelateById(x => x.Message.ReturnId).OnMissingInstance(m => m.Fault()));
        Event(() => RefundSucceeded, e => e.CorrelateById(x => x.Message.ReturnId).OnMissingInstance(m => m.Fault()));
        Event(() => RefundFailed, e => e.CorrelateById(x => x.Message.ReturnId).OnMissingInstance(m => m.Fault()));
        Event(
            () => RefundReversed,
            e =>
                e.CorrelateById(x => x.Message.ReturnId)
                    // Told until somebody answers: a fault would be there again with every telling.
                    .OnMissingInstance(m =>
                        m.ExecuteAsync(x => x.Send(CommandAddress.Of<AcknowledgeReversal>(), Say.Disown(x.Message)))
                    )
        );
        Event(() => CustomerTold, e => e.CorrelateById(x => x.Message.ReturnId).OnMissingInstance(m => m.Fault()));
        Event(() => Due, e => e.CorrelateById(x => x.Message.CorrelationId).OnMissingInstance(m => m.Fault()));

        During(
            Requested,
            When(ReturnRequested).Approve(clock, AwaitingParcel),
            When(Due).Approve(clock, AwaitingParcel)
        );

        During(
            AwaitingParcel,
            When(ReceiptOpened)
                .Note("receipt_opened", "warehouse", x => x.Message.At)
                .Wait(clock)
                .TransitionTo(Receiving),
            When(ReceiptClosed, x => x.Message.Units.Count > 0).TakeIn(clock, Inspecting),
            When(ReceiptClosed, x => x.Message.Units.Count == 0).NothingCame(clock, Completed),
            When(Due, x => x.Message.At < x.Saga.ExpiresAt).Again(x => x.Saga.ExpiresAt).SendExpectParcel(),
            When(Due, x => x.Message.At >= x.Saga.ExpiresAt).Again().SendStopExpectingParcel(),
            When(ParcelNotSeen).Expire(clock, Expired)
        );

        During(
            Receiving,
            When(ReceiptClosed, x => x.Message.Units.Count > 0).TakeIn(clock, Inspecting),
            When(ReceiptClosed, x => x.Message.Units.Count == 0).NothingCame(clock, Completed),
            When(Due).Again().SendExpectParcel()
        );

        During(
            Inspecting,
            When(InspectionCompleted, x => x.Message.InspectionId == x.Saga.InspectionId)
                .Judge()
                .IfElse(
                    x => x.Saga.RefundAmount > 0,
                    owed => owed.Tell(Steps.Inspected).Settle(clock, Settling),
                    nothing => nothing.Complete(clock, Completed)
                ),
            When(Due).Again().SendInspectUnits()
        );

        During(
            Settling,
            When(RefundSubmitted, x => x.Message.RefundId == x.Saga.RefundId && x.Saga.RefundStatus != "submitted")
                .Then(x => x.Saga.RefundStatus = "submitted")
                .Note("refund_submitted", "refund", x => x.Message.At),
            When(RefundSucceeded, x => x.Message.RefundId == x.Saga.RefundId).Paid(clock, Completed),
            When(RefundFailed, x => x.Message.RefundId == x.Saga.RefundId).Park(clock, UnderReview),
            When(RefundReversed, x => x.Message.RefundId == x.Saga.RefundId).Reverse(clock, UnderReview),
            When(Due).Again().SendIssueRefund()
        );

        During(
            UnderReview,
            // What was told before it was reversed may come after.
            When(RefundSucceeded, x => x.Message.RefundId == x.Saga.RefundId && x.Saga.RefundStatus != "reversed")
                .Paid(clock, Completed),
            When(
                    RefundSucceeded,
                    x =>
                        x.Message.RefundId == x.Saga.RefundId
                        && x.Saga.RefundStatus == "reversed"
                        && x.Message.Reversed == x.Saga.Reversed
                )
                .PaidAgain(clock, Completed),
            When(RefundReversed, x => x.Message.RefundId == x.Saga.RefundId).Reverse(clock, UnderReview),
            // Somebody may have paid it again.
            When(Due).Again().SendIssueRefund()
        );

        During(
            Completed,
            When(RefundReversed, x => x.Message.RefundId == x.Saga.RefundId).Reverse(clock, UnderReview),
            When(Due).Again().RestWhenAllIsTold()
        );
        During(Expired, When(Due).Again().RestWhenAllIsTold());

        foreach (var told in new[] { Requested, AwaitingParcel, Receiving, Inspecting, Settling, UnderReview })
        {
            During(told, When(CustomerTold).Told());
        }
        foreach (var told in new[] { Completed, Expired })
        {
            During(told, When(CustomerTold).Told().RestWhenAllIsTold());
        }

        DuringAny(When(RefundReversed, x => x.Message.RefundId != x.Saga.RefundId).Disown());

        // What is told again, or was overtaken, changes nothing.
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
        During(Completed, Ignore(RefundSubmitted), Ignore(RefundSucceeded), Ignore(RefundFailed));
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
