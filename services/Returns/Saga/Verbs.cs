using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The small words that <see cref="ReturnSteps"/> are made of: note, tell, send, wait, again.</summary>
internal static class Verbs
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>A line of the timeline.</summary>
    public static EventActivityBinder<Return, T> Note<T>(
        this EventActivityBinder<Return, T> on,
        string what,
        string by,
        Func<BehaviorContext<Return, T>, DateTimeOffset> at,
        Func<BehaviorContext<Return, T>, string>? detail = null
    )
        where T : class =>
        on.Then(x =>
            x.Saga.News.Add(
                new TimelineEntry
                {
                    // After the message that led to it, and within a message in the order it was noted.
                    Id = Guid.CreateVersion7((x.SentTime ?? at(x).UtcDateTime).AddMilliseconds(1 + x.Saga.News.Count)),
                    ReturnId = x.Saga.CorrelationId,
                    StorefrontId = x.Saga.StorefrontId,
                    At = at(x),
                    What = what,
                    By = by,
                    Detail = detail?.Invoke(x),
                }
            )
        );

    /// <summary>The customer is to hear of a step; it is repeated until they have.</summary>
    public static EventActivityBinder<Return, T> Tell<T>(this EventActivityBinder<Return, T> on, string step)
        where T : class =>
        on.Then(x => x.Saga.Untold = [.. x.Saga.Untold, Say.Telling(x.Saga, step)])
            .Send(CommandAddress.Of<TellCustomer>(), x => Say.TellCustomer(x.Saga, Say.Telling(x.Saga, step)));

    public static EventActivityBinder<Return, CustomerTold> Told(this EventActivityBinder<Return, CustomerTold> on) =>
        on.If(
            x => x.Saga.Untold.Any(telling => IsOf(x, telling)),
            first =>
                first
                    .Then(x => x.Saga.Untold = [.. x.Saga.Untold.Where(telling => !IsOf(x, telling))])
                    .Note(
                        "customer_told",
                        "notification",
                        x => x.Message.At,
                        x => $"{x.Message.Step}: {x.Message.Outcome}"
                    )
        );

    private static bool IsOf(BehaviorContext<Return, CustomerTold> told, string telling) =>
        Say.TellingId(told.Saga, telling) == told.Message.MessageId;

    public static EventActivityBinder<Return, T> SendExpectParcel<T>(this EventActivityBinder<Return, T> on)
        where T : class => on.Send(CommandAddress.Of<ExpectParcel>(), x => Say.ExpectParcel(x.Saga));

    public static EventActivityBinder<Return, T> SendStopExpectingParcel<T>(this EventActivityBinder<Return, T> on)
        where T : class => on.Send(CommandAddress.Of<StopExpectingParcel>(), x => Say.StopExpectingParcel(x.Saga));

    public static EventActivityBinder<Return, T> SendInspectUnits<T>(this EventActivityBinder<Return, T> on)
        where T : class => on.Send(CommandAddress.Of<InspectUnits>(), x => Say.InspectUnits(x.Saga));

    public static EventActivityBinder<Return, T> SendIssueRefund<T>(this EventActivityBinder<Return, T> on)
        where T : class => on.Send(CommandAddress.Of<IssueRefund>(), x => Say.IssueRefund(x.Saga));

    /// <summary>A reversal is told until it is said that it was heard.</summary>
    public static EventActivityBinder<Return, RefundReversed> SendAcknowledgeReversal(
        this EventActivityBinder<Return, RefundReversed> on
    ) => on.Send(CommandAddress.Of<AcknowledgeReversal>(), x => Say.AcknowledgeReversal(x.Saga, x.Message));

    /// <summary>It is no refund of this return: it is told no more, and finance looks.</summary>
    public static EventActivityBinder<Return, RefundReversed> Disown(
        this EventActivityBinder<Return, RefundReversed> on
    ) => on.Send(CommandAddress.Of<AcknowledgeReversal>(), x => Say.Disown(x.Message));

    /// <summary>A new state waits: its first repeat is due soon.</summary>
    public static EventActivityBinder<Return, T> Wait<T>(this EventActivityBinder<Return, T> on, TimeProvider clock)
        where T : class =>
        on.Then(x =>
        {
            (x.Saga.Nudges, x.Saga.StuckAt) = (0, null);
            x.Saga.StateSince = clock.GetUtcNow();
            x.Saga.DueAt = x.Saga.StateSince + First;
        });

    /// <summary>
    /// A state has waited: the next repeat is due later than the last, though not after <paramref name="atLatest"/>; and
    /// the customer is told once more of what they have not been told.
    /// </summary>
    public static EventActivityBinder<Return, SagaIsDue> Again(
        this EventActivityBinder<Return, SagaIsDue> on,
        Func<BehaviorContext<Return, SagaIsDue>, DateTimeOffset>? atLatest = null
    ) =>
        on.Then(x =>
            {
                var next = x.Message.At + Backoff(++x.Saga.Nudges);
                x.Saga.DueAt = atLatest?.Invoke(x) is { } latest && latest < next ? latest : next;
            })
            .ThenAsync(x =>
                Task.WhenAll(
                    x.Saga.Untold.Select(telling =>
                        x.Send(CommandAddress.Of<TellCustomer>(), Say.TellCustomer(x.Saga, telling))
                    )
                )
            );

    /// <summary>A state in which only the telling is left is due no more once all is told.</summary>
    public static EventActivityBinder<Return, T> RestWhenAllIsTold<T>(this EventActivityBinder<Return, T> on)
        where T : class => on.If(x => x.Saga.Untold.Count == 0, rest => rest.Then(x => x.Saga.DueAt = null));

    internal static TimeSpan Backoff(int nudges)
    {
        var wait = First * Math.Pow(2, Math.Min(nudges, 20));
        return wait < Longest ? wait : Longest;
    }
}
