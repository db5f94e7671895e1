using System.Globalization;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The verbs of <see cref="ReturnStateMachine"/>'s table: what happens on the way from one state to the next.</summary>
internal static class ReturnSteps
{
    public static EventActivityBinder<Return, T> Approve<T>(
        this EventActivityBinder<Return, T> on,
        TimeProvider clock,
        State next
    )
        where T : class =>
        on.Note("approved", "policy", _ => clock.GetUtcNow(), x => x.Saga.Rule)
            .Tell(Steps.Approved)
            .SendExpectParcel()
            .Publish(x => new ReturnApproved(
                x.Saga.CorrelationId,
                x.Saga.StorefrontId,
                x.Saga.OrderNumber,
                x.Saga.RmaNumber,
                x.Saga.Rule
            ))
            .Wait(clock)
            .TransitionTo(next);

    public static EventActivityBinder<Return, ReceiptClosed> TakeIn(
        this EventActivityBinder<Return, ReceiptClosed> on,
        TimeProvider clock,
        State next
    ) =>
        on.Then(x => Settlement.TakeIn(x.Saga, x.Message.Units))
            .Then(x =>
            {
                x.Saga.InspectionId = Say.InspectionIdOf(x.Saga);
                x.Saga.PromisedBy = x.Message.At + DefaultPolicy.Refund;
            })
            .Note("received", "warehouse", x => x.Message.At, x => Came(x.Message))
            .Tell(Steps.Received)
            .SendInspectUnits()
            .Wait(clock)
            .TransitionTo(next);

    public static EventActivityBinder<Return, ReceiptClosed> NothingCame(
        this EventActivityBinder<Return, ReceiptClosed> on,
        TimeProvider clock,
        State next
    ) =>
        on.Then(x => Settlement.TakeIn(x.Saga, []))
            .Note("received", "warehouse", x => x.Message.At, x => Came(x.Message))
            .Complete(clock, next);

    public static EventActivityBinder<Return, InspectionCompleted> Judge(
        this EventActivityBinder<Return, InspectionCompleted> on
    ) =>
        on.Then(x =>
            {
                Settlement.Judge(x.Saga, x.Message.Units);
                x.Saga.DecidedBy = x.Message.By;
            })
            .Note(
                "inspected",
                "inspector",
                x => x.Message.At,
                x =>
                    string.Join(
                        ", ",
                        x.Message.Units.CountBy(unit => unit.Disposition).Select(d => $"{d.Value} {d.Key}")
                    )
            );

    public static EventActivityBinder<Return, T> Settle<T>(
        this EventActivityBinder<Return, T> on,
        TimeProvider clock,
        State next
    )
        where T : class =>
        on.Then(x =>
            {
                x.Saga.RefundId = Say.RefundIdOf(x.Saga);
                x.Saga.RefundStatus = "planned";
            })
            .Note("refund_planned", "returns", _ => clock.GetUtcNow(), x => Money(x.Saga))
            .SendIssueRefund()
            .Wait(clock)
            .TransitionTo(next);

    public static EventActivityBinder<Return, RefundSucceeded> Paid(
        this EventActivityBinder<Return, RefundSucceeded> on,
        TimeProvider clock,
        State next
    ) =>
        on.Then(x =>
            {
                x.Saga.RefundStatus = "succeeded";
                x.Saga.ParkedBecause = null;
            })
            .Note("refunded", "refund", x => x.Message.At, x => Money(x.Saga))
            .Complete(clock, next);

    /// <summary>What had come back is paid: nothing else can be told of a refund that was reversed.</summary>
    public static EventActivityBinder<Return, RefundSucceeded> PaidAgain(
        this EventActivityBinder<Return, RefundSucceeded> on,
        TimeProvider clock,
        State next
    ) =>
        on.Then(x =>
            {
                x.Saga.RefundStatus = "succeeded";
                x.Saga.ParkedBecause = null;
            })
            .Note("refunded_again", "refund", x => x.Message.At, x => Money(x.Saga.Reversed, x.Message.Currency))
            .Complete(clock, next, Steps.PaidAgain);

    public static EventActivityBinder<Return, RefundFailed> Park(
        this EventActivityBinder<Return, RefundFailed> on,
        TimeProvider clock,
        State next
    ) =>
        on.Then(x =>
            {
                x.Saga.RefundStatus = "failed";
                x.Saga.ParkedBecause = $"refund_{x.Message.Reason}";
            })
            .Note("refund_failed", "refund", x => x.Message.At, x => x.Message.Reason)
            .Tell(Steps.RefundDelayed)
            .Wait(clock)
            .TransitionTo(next);

    /// <summary>What was paid came back: a person must look, whatever the return had come to.</summary>
    public static EventActivityBinder<Return, RefundReversed> Reverse(
        this EventActivityBinder<Return, RefundReversed> on,
        TimeProvider clock,
        State next
    ) =>
        on.If(
                x => x.Message.Reversed > x.Saga.Reversed,
                news =>
                    news.Then(x =>
                        {
                            x.Saga.Reversed = x.Message.Reversed;
                            x.Saga.RefundStatus = "reversed";
                            x.Saga.ParkedBecause = "refund_reversed";
                        })
                        .Note(
                            "refund_reversed",
                            "refund",
                            x => x.Message.At,
                            x => Money(x.Message.Reversed, x.Message.Currency)
                        )
                        .Tell(Steps.RefundDelayed)
                        .Wait(clock)
                        .TransitionTo(next)
            )
            .SendAcknowledgeReversal();

    public static EventActivityBinder<Return, T> Complete<T>(
        this EventActivityBinder<Return, T> on,
        TimeProvider clock,
        State next,
        string step = Steps.Completed
    )
        where T : class =>
        on.Note("completed", "returns", _ => clock.GetUtcNow())
            .Tell(step)
            .Publish(x => new ReturnCompleted(
                x.Saga.CorrelationId,
                x.Saga.StorefrontId,
                x.Saga.RefundAmount,
                x.Saga.Currency
            ))
            .Wait(clock)
            .TransitionTo(next);

    public static EventActivityBinder<Return, T> Expire<T>(
        this EventActivityBinder<Return, T> on,
        TimeProvider clock,
        State next
    )
        where T : class =>
        on.Then(x => Settlement.TakeIn(x.Saga, []))
            .Note("expired", "returns", _ => clock.GetUtcNow())
            .Tell(Steps.Expired)
            .Publish(x => new ReturnExpired(x.Saga.CorrelationId, x.Saga.StorefrontId))
            .Wait(clock)
            .TransitionTo(next);

    private static string Money(Return it) =>
        it.StoreCredit == 0
            ? Money(it.RefundAmount, it.Currency)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{it.RefundAmount} {it.Currency}, {it.StoreCredit} of it store credit"
            );

    private static string Money(long amount, string currency) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount} {currency}");

    private static string Came(ReceiptClosed receipt) =>
        string.Create(CultureInfo.InvariantCulture, $"{receipt.Units.Count} expected, {receipt.Unexpected} unexpected");
}
