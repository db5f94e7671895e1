using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Logging;

namespace AfterSalesMesh.DurableMessaging.Failures;

/// <summary>The parts of a message that can be read from its bytes without knowing its type.</summary>
/// <param name="Type">The name of its type; empty where the message does not name it.</param>
/// <param name="Saga">The saga, where the message is a <see cref="SagaIsDue"/>.</param>
/// <param name="Subject">The subject of the message, see <see cref="DurableMessagingOptions.About"/>.</param>
/// <param name="Owner">The owner of the message, see <see cref="DurableMessagingOptions.About"/>.</param>
/// <param name="Trace">The trace it belongs to, as a <c>traceparent</c>.</param>
internal sealed record MessageText(
    Guid? MessageId,
    Guid? Correlation,
    string Type,
    Guid? Saga,
    Guid? Subject,
    string? Owner,
    string? Trace
)
{
    private static readonly MessageText Empty = new(null, null, "", null, null, null, null);
    private static readonly string Nudge = MessageUrn.ForTypeString<SagaIsDue>();

    public static MessageText Read(byte[] body, DurableMessagingOptions options)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var envelope = json.RootElement;
            if (envelope.ValueKind != JsonValueKind.Object)
            {
                return Empty;
            }
            var urn =
                Of(envelope, "messageType") is { ValueKind: JsonValueKind.Array } types && types.GetArrayLength() > 0
                    ? types[0].ToString()
                    : "";
            var message = Of(envelope, "message");
            var (subject, owner) = message is { ValueKind: JsonValueKind.Object } content
                ? options.About(content)
                : (null, null);
            return new MessageText(
                Id(envelope, "messageId"),
                Id(envelope, "correlationId"),
                FailureFactory.Fit(urn[(urn.LastIndexOf(':') + 1)..], Failure.MaxType),
                urn == Nudge && message is { ValueKind: JsonValueKind.Object } nudge
                    ? Id(nudge, "correlationId")
                    : null,
                subject,
                owner is { Length: <= Failure.MaxOwner } fits ? FailureFactory.Fit(fits, Failure.MaxOwner) : null,
                Of(envelope, "headers") is { ValueKind: JsonValueKind.Object } headers
                    ? Of(headers, DiagnosticHeaders.ActivityId)?.ToString()
                    : null
            );
        }
        catch (JsonException)
        {
            return Empty;
        }
    }

    private static JsonElement? Of(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) ? value : null;

    private static Guid? Id(JsonElement from, string name) =>
        Of(from, name) is { ValueKind: JsonValueKind.String } text && text.TryGetGuid(out var id) ? id : null;
}
