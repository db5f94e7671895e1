using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>
/// Tells a message that will not do from a broker that will not answer: only what was said of this very message counts
/// against it. Everything else (a closed connection, no confirm in time, a blocked broker) needs time.
/// </summary>
internal static class Refusal
{
    public static bool Is(Exception exception) => Outage.Causes(exception).Any(IsOwn);

    private static bool IsOwn(Exception cause) =>
        cause switch
        {
            // No queue takes it.
            MessageReturnedException => true,
            OperationInterruptedException { ShutdownReason: { Initiator: ShutdownInitiator.Peer } said } => IsOfMessage(
                said.ReplyCode
            ),
            // It can't be put on the wire, or its address or its stored headers are none.
            WireFormattingException or FormatException or JsonException or NotSupportedException => true,
            ArgumentException => true,
            _ => false,
        };

    // Too large; no such exchange, not allowed, declared otherwise.
    private static bool IsOfMessage(ushort replyCode) => replyCode is 311 or 403 or 404 or 406;
}
