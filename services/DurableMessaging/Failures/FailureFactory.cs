using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Logging;

namespace AfterSalesMesh.DurableMessaging.Failures;

/// <summary>Creates the failure of a message that was received, or of one that could not be sent.</summary>
internal static class FailureFactory
{
    private const string Envelope = "application/vnd.masstransit+json";

    // Headers of the delivery, which are not part of the message.
    private static readonly string[] DeliveryHeaders =
    [
        "RabbitMQ-",
        "x-",
        MessageHeaders.MessageId,
        "CorrelationId",
        MessageHeaders.ContentType,
        MessageHeaders.Reason,
        "MT-Fault-",
    ];

    public static Failure Received(
        ReceiveContext context,
        string kind,
        string endpoint,
        string reason,
        DurableMessagingOptions options,
        DateTimeOffset now
    )
    {
        var body = context.GetBody();
        var text = MessageText.Read(body, options);
        // Two messages with the same bytes and no id count as one message.
        var id = text.MessageId ?? context.GetMessageId() ?? IdOf(body);
        var headers = HeadersOf(context);
        var trace = headers.GetValueOrDefault(DiagnosticHeaders.ActivityId) as string ?? Activity.Current?.Id;
        return new Failure
        {
            // Each SagaIsDue has an id of its own, but all those of one saga share one failure.
            Id = IdOf(Encoding.UTF8.GetBytes($"{endpoint}/{text.Saga ?? id:N}")),
            Kind = kind,
            Endpoint = endpoint,
            Destination = $"exchange:{endpoint}",
            MessageId = id,
            MessageType = text.Type,
            ContentType = ContentTypeOf(context),
            Body = body,
            Headers = JsonSerializer.Serialize(headers),
            Properties = """{"Mandatory":true}""",
            CorrelationId = text.Correlation ?? context.GetCorrelationId(),
            Reason = Fit(reason, Failure.MaxReason),
            FirstAt = now,
            LastAt = now,
            Subject = text.Subject,
            Owner = text.Owner,
            TraceId = TraceOf(trace),
        };
    }

    public static Failure Unsent(
        OutboxMessage row,
        Exception exception,
        DurableMessagingOptions options,
        DateTimeOffset now
    )
    {
        var text = MessageText.Read(row.Body, options);
        return new Failure
        {
            Id = IdOf(Encoding.UTF8.GetBytes($"{row.Destination}/{row.MessageId ?? row.Id:N}/unsent")),
            Kind = FailureKinds.Unsent,
            Endpoint = Fit(row.Destination.Split('/', ':')[^1], Failure.MaxAddress),
            Destination = row.Destination,
            MessageId = row.MessageId ?? row.Id,
            MessageType = text.Type,
            ContentType = row.ContentType,
            Body = row.Body,
            Headers = row.Headers,
            Properties = row.Properties,
            CorrelationId = row.CorrelationId,
            Reason = ReasonOf(exception),
            FirstAt = now,
            LastAt = now,
            Subject = text.Subject,
            Owner = text.Owner,
            TraceId = TraceOf(text.Trace),
        };
    }

    /// <summary>Type and message of the innermost exception.</summary>
    public static string ReasonOf(Exception exception)
    {
        var cause = exception.GetBaseException();
        return Fit($"{cause.GetType().Name}: {cause.Message}", Failure.MaxReason);
    }

    // PostgreSQL rejects NUL in text.
    public static string Fit(string text, int length) =>
        text.Replace("\0", "", StringComparison.Ordinal) is var clean && clean.Length > length
            ? clean[..length]
            : clean;

    /// <summary>The headers that a message was received with, to be sent again with it.</summary>
    private static Dictionary<string, object> HeadersOf(ReceiveContext context) =>
        context
            .TransportHeaders.GetAll()
            .Where(x =>
                x.Value is string or bool or int or long or double
                && !DeliveryHeaders.Any(y => x.Key.StartsWith(y, StringComparison.OrdinalIgnoreCase))
            )
            .ToDictionary(x => x.Key, x => x.Value);

    private static Guid IdOf(byte[] bytes) => new(SHA256.HashData(bytes).AsSpan(0, 16), bigEndian: true);

    private static string? TraceOf(string? parent) =>
        ActivityContext.TryParse(parent, null, out var trace) ? trace.TraceId.ToString() : null;

    private static string ContentTypeOf(ReceiveContext context) =>
        context.ContentType?.ToString() is { Length: <= 100 } type && !type.Contains('\0') ? type : Envelope;
}
