using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The single activities that <see cref="ReturnTransitions"/> combines: add to the timeline, send a command, set the due time.</summary>
internal static class ReturnActivities
{
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    /// <summary>Adds an entry to the timeline.</summary>
    /// <param name="by">The service or kind of person that did it.</param>
    /// <param name="at">When.</param>
    /// <param name="what">What happened.</param>
    /// <param name="person">Who did it, where the message names a person.</param>
    public static EventActivityBinder<Return, T> AddToTimeline<T>(
        this EventActivityBinder<Return, T> binder,
        string by,
        Func<BehaviorContext<Return, T>, DateTimeOffset> at,
        Func<BehaviorContext<Return, T>, TimelineEvent> what,
        Func<T, (string? Id, string? Name)>? person = null
    )
        where T : class =>
        binder.Then(x =>
            x.Saga.NewEntries.Add(
                new TimelineEntry
                {
                    // Later than the message that led to it; within a message in the order in which they are added.
                    Id = Guid.CreateVersion7(
                        (x.SentTime ?? at(x).UtcDateTime).AddMilliseconds(1 + x.Saga.NewEntries.Count)
                    ),
                    ReturnId = x.Saga.CorrelationId,
                    StorefrontId = x.Saga.StorefrontId,
                    At = at(x),
                    Event = what(x),
                    By = person?.Invoke(x.Message).Id ?? by,
                    ByName = person?.Invoke(x.Message).Name,
                }
            )
        );

    /// <summary>Sends the customer a message about a step; repeated until Notification answers that it was sent.</summary>
    public static EventActivityBinder<Return, T> SendMessage<T>(
        this EventActivityBinder<Return, T> binder,
        string step,
        Func<BehaviorContext<Return, T>, long>? reversed = null
    )
        where T : class =>
        binder
            .Then(x =>
                x.Saga.PendingMessages = [.. x.Saga.PendingMessages, new PendingMessage(step, reversed?.Invoke(x) ?? 0)]
            )
            .Send(
                CommandAddress.Of<TellCustomer>(),
                x => ReturnCommands.TellCustomer(x.Saga, x.Saga.PendingMessages[^1])
            );

    /// <summary>The customer was sent a message or cannot be sent it: it is no longer pending.</summary>
    public static EventActivityBinder<Return, CustomerTold> RemovePendingMessage(
        this EventActivityBinder<Return, CustomerTold> binder
    ) =>
        binder
            .Then(x =>
                x.Saga.PendingMessages = [
                    .. x.Saga.PendingMessages.Where(message =>
                        ReturnCommands.MessageIdOf(x.Saga, message) != x.Message.MessageId
                    ),
                ]
            )
            .AddToTimeline(
                "notification",
                x => x.Message.At,
                x => new TimelineEvent.CustomerTold(x.Message.Step, x.Message.Outcome)
            );

    public static EventActivityBinder<Return, T> SendExpectParcel<T>(this EventActivityBinder<Return, T> binder)
        where T : class => binder.Send(CommandAddress.Of<ExpectParcel>(), x => ReturnCommands.ExpectParcel(x.Saga));

    public static EventActivityBinder<Return, T> SendStopExpectingParcel<T>(this EventActivityBinder<Return, T> binder)
        where T : class =>
        binder.Send(CommandAddress.Of<StopExpectingParcel>(), x => ReturnCommands.StopExpectingParcel(x.Saga));

    public static EventActivityBinder<Return, T> SendInspectUnits<T>(this EventActivityBinder<Return, T> binder)
        where T : class => binder.Send(CommandAddress.Of<InspectUnits>(), x => ReturnCommands.InspectUnits(x.Saga));

    public static EventActivityBinder<Return, T> SendIssueRefund<T>(this EventActivityBinder<Return, T> binder)
        where T : class => binder.Send(CommandAddress.Of<IssueRefund>(), x => ReturnCommands.IssueRefund(x.Saga));

    /// <summary>Refund repeats a reversal until it is acknowledged.</summary>
    public static EventActivityBinder<Return, RefundReversed> SendAcknowledgeReversal(
        this EventActivityBinder<Return, RefundReversed> binder
    ) =>
        binder.Send(
            CommandAddress.Of<AcknowledgeReversal>(),
            x => ReturnCommands.AcknowledgeReversal(x.Saga, x.Message)
        );

    /// <summary>Answers that the reversed refund is not of this return: Refund stops repeating it and lists it for finance.</summary>
    public static EventActivityBinder<Return, RefundReversed> SendRejectReversal(
        this EventActivityBinder<Return, RefundReversed> binder
    ) => binder.Send(CommandAddress.Of<AcknowledgeReversal>(), x => ReturnCommands.RejectReversal(x.Message));

    /// <summary>Goes to the next state, whose command is first repeated soon.</summary>
    public static EventActivityBinder<Return, T> Enter<T>(
        this EventActivityBinder<Return, T> binder,
        State next,
        TimeProvider time
    )
        where T : class =>
        binder
            .Then(x =>
            {
                (x.Saga.Nudges, x.Saga.StuckAt) = (0, null);
                x.Saga.StateSince = time.GetUtcNow();
                x.Saga.DueAt = x.Saga.StateSince + FirstRepeat;
            })
            .TransitionTo(next);

    /// <summary>
    /// Stays in the state: its next repeat is due after a longer time than the last, though not after
    /// <paramref name="atLatest"/>; and the customer's pending messages are sent again.
    /// </summary>
    public static EventActivityBinder<Return, SagaIsDue> WaitLonger(
        this EventActivityBinder<Return, SagaIsDue> binder,
        Func<BehaviorContext<Return, SagaIsDue>, DateTimeOffset>? atLatest = null
    ) =>
        binder
            .Then(x =>
            {
                var next = x.Message.At + Backoff(++x.Saga.Nudges);
                x.Saga.DueAt = atLatest?.Invoke(x) is { } latest && latest < next ? latest : next;
            })
            .ThenAsync(x =>
                Task.WhenAll(
                    x.Saga.PendingMessages.Select(message =>
                        x.Send(CommandAddress.Of<TellCustomer>(), ReturnCommands.TellCustomer(x.Saga, message))
                    )
                )
            );

    /// <summary>An ended return is no longer due once the customer has been sent every message.</summary>
    public static EventActivityBinder<Return, T> StopWhenNoMessageIsPending<T>(
        this EventActivityBinder<Return, T> binder
    )
        where T : class => binder.Then(x => x.Saga.DueAt = x.Saga.PendingMessages.Count == 0 ? null : x.Saga.DueAt);

    internal static TimeSpan Backoff(int nudges)
    {
        var wait = FirstRepeat * Math.Pow(2, Math.Min(nudges, 20));
        return wait < LongestWait ? wait : LongestWait;
    }
}
