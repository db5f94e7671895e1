using System.Linq.Expressions;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Hands each message about a return to <see cref="ReturnTable"/>, which decides, and sends the resulting commands. It reads
/// and writes the return's rows and nothing else.
/// </summary>
internal sealed class ReturnStateMachine : MassTransitStateMachine<Return>
{
    private readonly TimeProvider _time;

    public ReturnStateMachine(TimeProvider time)
    {
        _time = time;
        InstanceState(x => x.State);
        Handle(() => ParcelInTransit, x => x.Message.ReturnId);
        Handle(() => ParcelLost, x => x.Message.ReturnId);
        Handle(() => ReceiptOpened, x => x.Message.ReturnId);
        Handle(() => RestAwaited, x => x.Message.ReturnId);
        Handle(() => ParcelNotSeen, x => x.Message.ReturnId);
        Handle(() => InspectionCompleted, x => x.Message.ReturnId);
        Handle(() => UnitsNotJudged, x => x.Message.ReturnId);
        Handle(() => RefundSubmitted, x => x.Message.ReturnId);
        Handle(() => RefundSucceeded, x => x.Message.ReturnId);
        Handle(() => RefundFailed, x => x.Message.ReturnId);
        Event(
            () => ReceiptClosed,
            e =>
                e.CorrelateById(x => x.Message.ReturnId)
                    // The warehouse repeats a snapshot until it is acknowledged: failing would only make it come again.
                    .OnMissingInstance(m =>
                        m.ExecuteAsync(x =>
                            x.Message.AwaitsAcknowledgement
                                ? x.Send(
                                    CommandAddress.Of<AcknowledgeReceipt>(),
                                    ReturnCommands.AcknowledgeReceipt(x.Message)
                                )
                                : throw new InvalidOperationException($"There is no return {x.Message.ReturnId}.")
                        )
                    )
        );
        DuringAny(When(ReceiptClosed).ThenAsync(HandleAsync));
        Event(
            () => RefundReversed,
            e =>
                e.CorrelateById(x => x.Message.ReturnId)
                    // Refund repeats a reversal until it is acknowledged: failing would only make it come again.
                    .OnMissingInstance(m =>
                        m.ExecuteAsync(x =>
                            x.Send(CommandAddress.Of<AcknowledgeReversal>(), ReturnCommands.RejectReversal(x.Message))
                        )
                    )
        );
        DuringAny(When(RefundReversed).ThenAsync(HandleAsync));
        Event(() => Due, e => e.CorrelateById(x => x.Message.CorrelationId).OnMissingInstance(m => m.Fault()));
        DuringAny(When(Due).ThenAsync(HandleAsync));
    }

    private void Handle<T>(Expression<Func<Event<T>>> received, Func<ConsumeContext<T>, Guid> returnId)
        where T : class
    {
        Event(received, e => e.CorrelateById(returnId).OnMissingInstance(m => m.Fault()));
        DuringAny(When(received.Compile()()).ThenAsync(HandleAsync));
    }

    private async Task HandleAsync<T>(BehaviorContext<Return, T> context)
        where T : class
    {
        // Uses the database's time if the message has it.
        var now = context.Message is SagaIsDue due ? due.At : _time.GetUtcNow();
        var step = new ReturnStep(context.Saga, now, context.SentTime);
        ReturnTable.Handle(step, context.Message);
        foreach (var (address, command) in step.Commands)
        {
            var endpoint = await context.GetSendEndpoint(address);
            await endpoint.Send(command, context.CancellationToken);
        }
    }

    public State UnderReview { get; private set; } = null!;
    public State Open { get; private set; } = null!;
    public State Completed { get; private set; } = null!;
    public State Rejected { get; private set; } = null!;
    public State Cancelled { get; private set; } = null!;
    public State Expired { get; private set; } = null!;

    public Event<ParcelInTransit> ParcelInTransit { get; private set; } = null!;
    public Event<ParcelLost> ParcelLost { get; private set; } = null!;
    public Event<ReceiptOpened> ReceiptOpened { get; private set; } = null!;
    public Event<RestAwaited> RestAwaited { get; private set; } = null!;
    public Event<ReceiptClosed> ReceiptClosed { get; private set; } = null!;
    public Event<ParcelNotSeen> ParcelNotSeen { get; private set; } = null!;
    public Event<InspectionCompleted> InspectionCompleted { get; private set; } = null!;
    public Event<UnitsNotJudged> UnitsNotJudged { get; private set; } = null!;
    public Event<RefundSubmitted> RefundSubmitted { get; private set; } = null!;
    public Event<RefundSucceeded> RefundSucceeded { get; private set; } = null!;
    public Event<RefundFailed> RefundFailed { get; private set; } = null!;
    public Event<RefundReversed> RefundReversed { get; private set; } = null!;
    public Event<SagaIsDue> Due { get; private set; } = null!;
}
