using System.Text.Json.Serialization;

namespace AfterSalesMesh.ServiceDefaults.Operations;

/// <summary>A message that failed for good.</summary>
/// <param name="Id">Unique among all services: <c>refund-0193…</c>.</param>
/// <param name="Service">The service that stores the failure.</param>
/// <param name="Kind">
/// <c>failed</c>: its handler threw; <c>unreadable</c>; <c>unknown</c>: no consumer handles its type; <c>undelivered</c>:
/// each process that received it died; <c>unsent</c>: it could not be sent.
/// </param>
/// <param name="Endpoint">The queue where the message failed, or to which it could not be sent.</param>
/// <param name="MessageType">The name of the message's type; empty if it cannot be read.</param>
/// <param name="MessageId">The id of the message itself.</param>
/// <param name="Reason">The exception's type and message.</param>
/// <param name="Count">How often the message has failed.</param>
/// <param name="FirstAt">When the message failed first, UTC.</param>
/// <param name="LastAt">When the message failed last, UTC.</param>
/// <param name="ReplayedAt">When the message was sent again, UTC; such a failure is not listed.</param>
/// <param name="ReturnId">The return that the message names; null: it names none.</param>
/// <param name="TraceId">The trace that the message belongs to.</param>
public sealed record FailureItem(
    string Id,
    string Service,
    string Kind,
    string Endpoint,
    string MessageType,
    Guid MessageId,
    string Reason,
    int Count,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    DateTimeOffset? ReplayedAt,
    Guid? ReturnId,
    string? TraceId
);

/// <summary>A page of the list, over all services.</summary>
/// <param name="Items">Newest last failure first.</param>
/// <param name="Next">The value of <c>?after=</c> for the next page; null on the last one.</param>
/// <param name="Unanswered">Services that did not answer: their failures are missing here.</param>
public sealed record FailurePage(IReadOnlyList<FailureItem> Items, string? Next, IReadOnlyList<string> Unanswered);

/// <summary>Selects the failures to send again: without any condition, all of them. An unknown field is therefore refused.</summary>
/// <param name="Service">Only those of this service.</param>
/// <param name="Kind">Only those of this kind.</param>
/// <param name="MessageType">Only messages of this type.</param>
/// <param name="Reason">Only those whose reason contains this.</param>
/// <param name="ReturnId">Only those about this return.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReplayRequest(
    string? Service = null,
    string? Kind = null,
    string? MessageType = null,
    string? Reason = null,
    Guid? ReturnId = null
);

/// <param name="Replayed">How many messages are sent again.</param>
/// <param name="Left">How many more messages match: a call sends at most a thousand of each service.</param>
/// <param name="Unanswered">Services that did not answer: their messages may not be included.</param>
public sealed record ReplayAnswer(int Replayed, int Left, IReadOnlyList<string> Unanswered);
