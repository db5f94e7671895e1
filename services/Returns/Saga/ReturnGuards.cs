using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The conditions of <see cref="ReturnStateMachine"/>'s table. Their names are printed into <c>docs/return-saga.md</c>.</summary>
internal static class ReturnGuards
{
    public static bool UnitsCame(BehaviorContext<Return, ReceiptClosed> x) => x.Message.Units.Count > 0;

    public static bool NoUnitCame(BehaviorContext<Return, ReceiptClosed> x) =>
        x.Message.Units.Count == 0 && x.Message.NothingMoreExpected;

    public static bool ParcelMayStillArrive(BehaviorContext<Return, SagaIsDue> x) => x.Message.At < x.Saga.ExpiresAt;

    public static bool ParcelIsOverdue(BehaviorContext<Return, SagaIsDue> x) => x.Message.At >= x.Saga.ExpiresAt;

    public static bool InspectionIsOurs(BehaviorContext<Return, InspectionCompleted> x) =>
        x.Message.InspectionId == x.Saga.InspectionId;

    public static bool RefundIsOwed(BehaviorContext<Return, InspectionCompleted> x) => x.Saga.RefundAmount > 0;

    public static bool FirstSubmission(BehaviorContext<Return, RefundSubmitted> x) =>
        x.Message.RefundId == x.Saga.RefundId && x.Saga.RefundStatus != "submitted";

    public static bool RefundIsOurs(BehaviorContext<Return, RefundSucceeded> x) =>
        x.Message.RefundId == x.Saga.RefundId;

    public static bool FailedRefundIsOurs(BehaviorContext<Return, RefundFailed> x) =>
        x.Message.RefundId == x.Saga.RefundId;

    public static bool ReversedRefundIsOurs(BehaviorContext<Return, RefundReversed> x) =>
        x.Message.RefundId == x.Saga.RefundId;

    public static bool ReversedRefundIsNotOurs(BehaviorContext<Return, RefundReversed> x) => !ReversedRefundIsOurs(x);

    /// <summary>Messages come in any order: one with a lower amount is older.</summary>
    public static bool MoreWasReversed(BehaviorContext<Return, RefundReversed> x) =>
        x.Message.Reversed > x.Saga.Reversed;

    public static bool NothingWasReversed(BehaviorContext<Return, RefundSucceeded> x) =>
        RefundIsOurs(x) && x.Saga.RefundStatus != "reversed";

    /// <summary>A success that knows of a lower reversal is older and does not count.</summary>
    public static bool ReversedAmountWasPaidAgain(BehaviorContext<Return, RefundSucceeded> x) =>
        RefundIsOurs(x) && x.Saga.RefundStatus == "reversed" && x.Message.Reversed == x.Saga.Reversed;

    /// <summary>An older success knows of a lower reversal or a higher shortfall.</summary>
    public static bool ShortfallWasPaid(BehaviorContext<Return, RefundSucceeded> x) =>
        RefundIsOurs(x)
        && (x.Message.Reversed ?? 0) == x.Saga.Reversed
        && (x.Message.Shortfall ?? 0) < x.Saga.Shortfall;

    public static bool MessageWasPending(BehaviorContext<Return, CustomerTold> x) =>
        x.Saga.PendingMessages.Any(message => ReturnCommands.MessageIdOf(x.Saga, message) == x.Message.MessageId);
}
