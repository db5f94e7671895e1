using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.Returns.Policy;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The conditions of <see cref="ReturnTable"/>. Their names are printed into <c>docs/return-saga.md</c>.</summary>
internal static class ReturnGuards
{
    public static bool TimeIsOverAndDefaultApproves(ReturnStep x, SagaIsDue _) =>
        DefaultApplies(x, AgentDefaults.Approve);

    public static bool TimeIsOverAndDefaultRejects(ReturnStep x, SagaIsDue _) =>
        DefaultApplies(x, AgentDefaults.Reject);

    public static bool CustomerDidNotAnswer(ReturnStep x, SagaIsDue _) =>
        x.Saga.Review is { WaitsFor: ReviewWaits.Customer } review && x.Now >= review.DueAt;

    /// <summary>False also for an event of a receipt that is already closed, or that was opened before another one was closed.</summary>
    public static bool NoOtherReceiptIsOpen(ReturnStep x, ReceiptOpened opened) =>
        x.Saga.Rounds.All(round => round.State != RoundStates.Receiving)
        && opened.ReceiptId != x.Saga.Expectation.ReceiptId
        && !(opened.At <= x.Saga.Expectation.ReceivedAt);

    public static bool RestIsAwaited(ReturnStep x, ReceiptOpened opened) =>
        x.Saga.Rounds.Any(round => RoundTable.AnotherReceiptIsOpened(new RoundStep(x, round.No), opened));

    public static bool NothingCameSince(ReturnStep x, RestAwaited rest) => !(rest.At <= x.Saga.Expectation.ReceivedAt);

    /// <summary>Of two snapshots, the one with the higher number counts.</summary>
    public static bool SnapshotIsNew(ReturnStep x, ReceiptClosed closed) => closed.Number > x.Saga.Expectation.Snapshot;

    /// <summary>True also for a repeated snapshot: the acknowledgement, which lists dismissed units, may have been lost.</summary>
    public static bool AcknowledgementIsAwaited(ReturnStep x, ReceiptClosed closed) =>
        closed.AwaitsAcknowledgement || x.Saga.Goods.Unassigned.Any(unit => unit.Dismissed);

    public static bool NothingIsHandedOver(ReturnStep x, ParcelInTransit _) => x.Saga.Expectation.HandedOverAt is null;

    public static bool LossIsNew(ReturnStep x, ParcelLost parcel) =>
        x.Saga.Expectation.LostParcels?.Contains(parcel.ParcelId) != true;

    public static bool VerdictIsAwaited(ReturnStep x, InspectionCompleted completed) =>
        VerdictIsAwaited(x, completed.InspectionId);

    public static bool VerdictIsAwaited(ReturnStep x, UnitsNotJudged asked) => VerdictIsAwaited(x, asked.InspectionId);

    private static bool VerdictIsAwaited(ReturnStep x, Guid inspectionId) =>
        x.Saga.Rounds.Any(round =>
            (round.State == RoundStates.Inspecting || round.OverdueSince is not null)
            && ReturnCommands.InspectionIdOf(x.Saga, round.No) == inspectionId
        );

    public static bool RefundIsOurs(ReturnStep x, RefundSubmitted submitted) => HasPart(x, submitted.RefundId);

    public static bool RefundIsOurs(ReturnStep x, RefundSucceeded succeeded) => HasPart(x, succeeded.RefundId);

    public static bool RefundIsOurs(ReturnStep x, RefundFailed failed) => HasPart(x, failed.RefundId);

    public static bool RefundIsOurs(ReturnStep x, RefundReversed reversed) => HasPart(x, reversed.RefundId);

    public static bool MoreWasReversed(ReturnStep x, RefundReversed reversed) =>
        x.Saga.Parts.Any(part => part.PartId == reversed.RefundId && reversed.Reversed > part.Reversed);

    public static bool MessageIsPending(ReturnStep x, CustomerTold told) =>
        x.Saga.PendingMessages.Any(message => ReturnCommands.MessageIdOf(x.Saga, message) == told.MessageId);

    /// <summary>True also while a cancellation waits for the warehouse's answer, so that it may be repeated.</summary>
    public static bool NothingIsHandedOver(ReturnStep x, Cancellation _) => CanBeCancelled(x.Saga);

    public static bool NothingHasCome(ReturnStep x, LineReduction _) => CanBeReduced(x.Saga);

    public static bool NothingIsUnderWay(ReturnStep x, ManualClosing _) => CanBeClosed(x.Saga);

    public static bool UnitsWereLate(ReturnStep x, NewRound _) => HasLateUnits(x.Saga);

    /// <summary>True also for dismissed units, so that the warehouse is told again.</summary>
    public static bool UnitsAreUnassigned(ReturnStep x, ManualClosing _) => x.Saga.Goods.Unassigned.Count > 0;

    public static bool NothingCameAndItWasCancelled(ReturnStep x, AllSettled _) =>
        x.Saga.Rounds.Count == 0 && x.Saga.Expectation.EndedBy == ExpectationEnds.Cancelled;

    public static bool NothingCameInTime(ReturnStep x, AllSettled _) =>
        x.Saga.Rounds.Count == 0
        && x.Saga.Expectation is { EndedBy: null } expected
        // A receipt may have had none of the return's units.
        && (expected.Snapshot == 0 || x.Now >= x.Saga.ExpiresAt);

    /// <summary>True when a person may cancel the open return.</summary>
    public static bool CanBeCancelled(Return saga) =>
        saga.Expectation is { State: not ExpectationStates.Over, HandedOverAt: null, Snapshot: 0 }
        && saga.Rounds.Count == 0;

    public static bool CanBeReduced(Return saga) =>
        saga.Expectation is { State: ExpectationStates.Waiting, Snapshot: 0 } && saga.Rounds.Count == 0;

    public static bool CanBeClosed(Return saga) =>
        saga.Rounds.All(x => x.State != RoundStates.Inspecting)
        && saga.Parts.All(x => x.HasEnded || x.ParkedReason is not null);

    public static bool HasLateUnits(Return saga) => ReceivedGoods.CanPlaceUnassigned(saga);

    public static bool IsAllSettled(Return saga) =>
        saga.Expectation.State == ExpectationStates.Over
        && saga.UnassignedAttention is null
        && saga.Rounds.All(x => x.State == RoundStates.Settled);

    private static bool DefaultApplies(ReturnStep x, string agentDefault) =>
        x.Saga.Review is { WaitsFor: ReviewWaits.Agent } review
        && review.AgentDefault == agentDefault
        && x.Now >= review.DueAt;

    private static bool HasPart(ReturnStep x, Guid partId) => x.Saga.Parts.Any(part => part.PartId == partId);
}
