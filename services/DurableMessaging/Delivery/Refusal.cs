using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// Tells whether the broker refused this very message. Any other exception (a closed connection, no confirmation in time, a
/// blocked broker) is an outage.
/// </summary>
internal static class Refusal
{
    public static bool Is(Exception exception) => Outage.Causes(exception).Any(IsOwn);

    private static bool IsOwn(Exception cause) =>
        cause switch
        {
            // No queue is bound to its exchange.
            MessageReturnedException => true,
            OperationInterruptedException { ShutdownReason: { Initiator: ShutdownInitiator.Peer } said } => IsOfMessage(
                said.ReplyCode
            ),
            // It cannot be serialized, or its address or its stored headers are malformed.
            WireFormattingException or FormatException or JsonException or NotSupportedException => true,
            ArgumentException => true,
            _ => false,
        };

    // Too large; no such exchange, not allowed, declared otherwise.
    private static bool IsOfMessage(ushort replyCode) => replyCode is 311 or 403 or 404 or 406;
}
