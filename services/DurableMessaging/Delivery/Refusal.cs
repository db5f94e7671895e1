using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// Decides whether the broker refused this particular message. Any other exception (a closed connection, no confirmation in time, a
/// blocked broker) is an outage.
/// </summary>
internal static class Refusal
{
    public static bool Is(Exception exception) => Outage.Causes(exception).Any(IsRefusal);

    private static bool IsRefusal(Exception cause) =>
        cause switch
        {
            // Unroutable: no queue is bound to its exchange.
            MessageReturnedException => true,
            // Too large; forbidden; no such exchange; an exchange that was declared differently.
            OperationInterruptedException
            {
                ShutdownReason: { Initiator: ShutdownInitiator.Peer, ReplyCode: 311 or 403 or 404 or 406 }
            } => true,
            // The message cannot be serialized, or its address or stored headers are malformed.
            WireFormattingException or FormatException or JsonException => true,
            NotSupportedException or ArgumentException => true,
            _ => false,
        };
}
