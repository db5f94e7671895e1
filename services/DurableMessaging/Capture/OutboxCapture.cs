using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Context;
using MassTransit.Logging;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>Turns a message that a handler sends into a row of its commit.</summary>
internal static class OutboxCapture
{
    // The sweep leaves a message alone for this time: it is usually sent right after its commit.
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static OutboxMessage ToRow<T>(SendContext<T> context, IBus bus, DateTimeOffset now)
        where T : class
    {
        // The context's type is the same for a command and an event: only the address tells them apart.
        var isEvent =
            bus.Topology.TryGetPublishAddress<T>(out var publish) && SamePath(publish, context.DestinationAddress);
        if (!isEvent && context is PublishContext command)
        {
            command.Mandatory = true;
        }
        // MassTransit sets this header only when its own span is recorded; later the sending continues the trace from it.
        if (!context.Headers.TryGetHeader(DiagnosticHeaders.ActivityId, out _) && Tracing.Parent is { } parent)
        {
            context.Headers.Set(DiagnosticHeaders.ActivityId, parent);
        }
        Dictionary<string, object> properties = [];
        (context as TransportSendContext)?.WritePropertiesTo(properties);
        return new OutboxMessage
        {
            Id = context.MessageId ?? throw new MessageException(typeof(T), "A durable message needs an id."),
            Destination = context.DestinationAddress!.ToString(),
            ContentType = (context.ContentType ?? context.Serialization.DefaultContentType).ToString(),
            Body = context.Serializer.GetMessageBody(context).GetBytes(),
            CorrelationId = context.CorrelationId,
            Headers = JsonSerializer.Serialize(context.Headers.GetAll().ToDictionary(x => x.Key, x => x.Value)),
            Properties = JsonSerializer.Serialize(properties),
            EnqueuedAt = now,
            DueAt = now + Grace,
        };
    }

    private static bool SamePath(Uri publish, Uri? destination) =>
        destination is not null && publish.AbsolutePath == destination.AbsolutePath;
}
