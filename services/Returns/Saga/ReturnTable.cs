using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
using static AfterSalesMesh.Returns.Saga.ReturnActions;
using static AfterSalesMesh.Returns.Saga.ReturnGuards;
using static AfterSalesMesh.Returns.Saga.ReturnStates;
using static AfterSalesMesh.Returns.Saga.ReviewActions;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// The first level of the saga: a return from the request to its end. The expected goods of an open return, its rounds and their parts
/// have tables of their own: <see cref="ExpectationTable"/>, <see cref="RoundTable"/>, <see cref="RefundPartTable"/>.
/// </summary>
internal static class ReturnTable
{
    public static readonly TransitionTable<ReturnStep> Table = new TransitionTable<ReturnStep>(
        x => x.Saga.State,
        (x, to) => x.Saga.State = to
    )
        .In(Requested)
        .On<Approval>(Approve, to: Open)
        .On<Referral>(OpenReview, to: UnderReview)
        // The review desk.
        .In(UnderReview)
        .On<Approval>(Approve, to: Open)
        .On<Rejection>(Reject, to: Rejected)
        .On<EvidenceRequest>(AskForEvidence)
        .On<EvidenceAddition>(AddEvidence)
        .On<SagaIsDue>(ApproveByDefault, to: Open, when: TimeIsOverAndDefaultApproves)
        .On<SagaIsDue>(RejectByDefault, to: Rejected, when: TimeIsOverAndDefaultRejects)
        .On<SagaIsDue>(GoOnWithoutEvidence, when: CustomerDidNotAnswer)
        .In(Open, Completed, Rejected, Cancelled, Expired)
        .Refuse<Approval>()
        .Refuse<Rejection>()
        .Refuse<EvidenceRequest>()
        .Refuse<EvidenceAddition>()
        // Received and missing goods.
        .In(Open)
        .On<ParcelInTransit>(RecordTransit, when: NothingIsHandedOver)
        .Ignore<ParcelInTransit>()
        .On<ParcelLost>(RecordParcelLoss, when: LossIsNew)
        .Ignore<ParcelLost>()
        .On<ReceiptOpened>(BeginReceiving, when: NoOtherReceiptIsOpen)
        .On<ReceiptOpened>(ReceiveRest, when: RestIsAwaited)
        .Ignore<ReceiptOpened>()
        .On<RestAwaited>(AwaitRest, when: NothingCameSince)
        .Ignore<RestAwaited>()
        .On<ReceiptClosed>(Receive, when: SnapshotIsNew)
        .On<ReceiptClosed>(Acknowledge, when: AcknowledgementIsAwaited)
        .Ignore<ReceiptClosed>()
        .On<ParcelNotSeen>(StopWaiting)
        .In(UnderReview, Completed, Rejected, Cancelled, Expired)
        .On<ParcelInTransit>(RecordTransit, when: NothingIsHandedOver)
        .Ignore<ParcelInTransit>()
        .On<ParcelLost>(RecordParcelLoss, when: LossIsNew)
        .Ignore<ParcelLost>()
        .Ignore<ReceiptOpened>()
        .Ignore<RestAwaited>()
        .On<ReceiptClosed>(RecordLateUnits, when: SnapshotIsNew)
        .On<ReceiptClosed>(Acknowledge, when: AcknowledgementIsAwaited)
        .Ignore<ReceiptClosed>()
        .Ignore<ParcelNotSeen>()
        // Events for the rounds.
        .In(Open, Completed)
        .On<InspectionCompleted>(JudgeRound, when: VerdictIsAwaited)
        .In(Open)
        .On<UnitsNotJudged>(JudgeRoundByDefault, when: VerdictIsAwaited)
        .In(All)
        .Ignore<InspectionCompleted>()
        .Ignore<UnitsNotJudged>()
        .In(Open, Completed)
        .On<RefundSubmitted>(ApplyToPart, when: RefundIsOurs)
        .On<RefundSucceeded>(ApplyToPart, when: RefundIsOurs)
        .On<RefundFailed>(ApplyToPart, when: RefundIsOurs)
        .In(Open)
        .On<RefundReversed>(ApplyToPart, when: RefundIsOurs)
        .In(Completed)
        .On<RefundReversed>(ApplyToPart, to: Open, when: MoreWasReversed)
        .On<RefundReversed>(ApplyToPart, when: RefundIsOurs)
        .In(All)
        .Ignore<RefundSubmitted>()
        .Ignore<RefundSucceeded>()
        .Ignore<RefundFailed>()
        .On<RefundReversed>(RejectReversal)
        // Messages to the customer, and repeats.
        .On<CustomerTold>(RemovePendingMessage, when: MessageIsPending)
        .Ignore<CustomerTold>()
        .In(Open, Completed)
        .On<SagaIsDue>(RepeatWhatIsDue)
        .In(UnderReview, Rejected, Cancelled, Expired)
        .On<SagaIsDue>(RepeatMessages)
        // People's instructions.
        .In(UnderReview)
        .On<Cancellation>(CancelBeforeApproval, to: Cancelled)
        .Refuse<LineReduction>()
        .Refuse<ManualClosing>()
        .Refuse<NewRound>()
        .In(Open)
        .On<Cancellation>(Cancel, when: NothingIsHandedOver)
        .Refuse<Cancellation>()
        .On<LineReduction>(ReduceLines, when: NothingHasCome)
        .Refuse<LineReduction>()
        .On<ManualClosing>(CloseByHand, when: NothingIsUnderWay)
        .Refuse<ManualClosing>()
        .On<NewRound>(OpenRound, when: UnitsWereLate)
        .Refuse<NewRound>()
        .In(Completed, Rejected, Cancelled, Expired)
        .Refuse<Cancellation>()
        .Refuse<LineReduction>()
        .On<ManualClosing>(DismissUnits, when: UnitsAreUnassigned)
        .Refuse<ManualClosing>()
        .On<NewRound>(OpenRound, to: Open, when: UnitsWereLate)
        .Refuse<NewRound>()
        // The end.
        .In(Open)
        .On<AllSettled>(TellCancelled, to: Cancelled, when: NothingCameAndItWasCancelled)
        .On<AllSettled>(TellExpired, to: Expired, when: NothingCameInTime)
        .On<AllSettled>(Complete, to: Completed);

    /// <summary>Handles an event: runs the row that applies and the events that follow from it, and updates due time and status.</summary>
    /// <returns>The row that applied.</returns>
    public static TransitionTable<ReturnStep>.Transition Handle<TEvent>(ReturnStep step, TEvent happened)
        where TEvent : notnull
    {
        var row = Table.Apply(step, happened);
        if (row.Outcome == TransitionOutcome.Done)
        {
            if (step.Saga.State == Open && IsAllSettled(step.Saga))
            {
                Table.Apply(step, new AllSettled());
            }
            else if (step.Settled is { } settled)
            {
                step.Tell(settled);
            }
            ReturnWaits.Refresh(step.Saga, step.Now);
            StandingCount.Refresh(step.Saga);
        }
        return row;
    }
}
