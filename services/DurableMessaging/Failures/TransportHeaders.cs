using MassTransit;

namespace AfterSalesMesh.DurableMessaging.Failures;

internal static class TransportHeaders
{
    // Headers of the delivery, which are not part of the message.
    private static readonly string[] OfDelivery =
    [
        "RabbitMQ-",
        "x-",
        MessageHeaders.MessageId,
        "CorrelationId",
        MessageHeaders.ContentType,
        MessageHeaders.Reason,
        "MT-Fault-",
    ];

    /// <summary>The headers that a message came with and is sent again with.</summary>
    public static Dictionary<string, object> Delivered(ReceiveContext context) =>
        context
            .TransportHeaders.GetAll()
            .Where(x =>
                x.Value is string or bool or int or long or double
                && !OfDelivery.Any(y => x.Key.StartsWith(y, StringComparison.OrdinalIgnoreCase))
            )
            .ToDictionary(x => x.Key, x => x.Value);
}
