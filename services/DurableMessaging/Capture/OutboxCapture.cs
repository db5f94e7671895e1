using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Context;
using MassTransit.Logging;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>Turns a message that a handler sends into a row of its commit.</summary>
internal static class OutboxCapture
{
    // A message is sent right after its commit; the sweep takes it only after this time.
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static OutboxMessage ToRow<T>(SendContext<T> context, IBus bus, DateTimeOffset now)
        where T : class
    {
        // Every transport's send context is a publish context too: only the address tells a command from an event.
        var isEvent =
            bus.Topology.TryGetPublishAddress<T>(out var publish) && SamePath(publish, context.DestinationAddress);
        if (!isEvent && context is PublishContext command)
        {
            command.Mandatory = true;
        }
        // MassTransit sets its own span where it has one here; the trace continues from it when the message is sent.
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
