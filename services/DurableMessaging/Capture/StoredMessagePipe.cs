using System.Net.Mime;
using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>Writes a stored message to the transport, its body byte for byte.</summary>
internal sealed class StoredMessagePipe(OutboxMessage message) : IPipe<SendContext>
{
    public Task Send(SendContext context)
    {
        context.MessageId = message.MessageId ?? message.Id;
        context.CorrelationId = message.CorrelationId;
        context.Serializer = new CopyBodySerializer(
            new ContentType(message.ContentType),
            new BytesMessageBody(message.Body)
        );
        foreach (var (key, value) in Read(message.Headers))
        {
            context.Headers.Set(key, value, overwrite: true);
        }
        (context as TransportSendContext)?.ReadPropertiesFrom(Read(message.Properties));
        return Task.CompletedTask;
    }

    public void Probe(ProbeContext context) { }

    private static Dictionary<string, object> Read(string json)
    {
        Dictionary<string, object> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json) ?? [])
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.String:
                    values[key] = value.GetString()!;
                    break;
                case JsonValueKind.Number:
                    values[key] = value.TryGetInt64(out var whole) ? whole : value.GetDouble();
                    break;
                case JsonValueKind.True or JsonValueKind.False:
                    values[key] = value.GetBoolean();
                    break;
            }
        }
        return values;
    }
}
