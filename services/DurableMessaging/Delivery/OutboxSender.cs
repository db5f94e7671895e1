using AfterSalesMesh.DurableMessaging.Capture;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Serialization;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>Hands stored messages to the broker and waits for its confirm.</summary>
internal sealed class OutboxSender(IBus bus)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var endpoint = await bus.GetSendEndpoint(new Uri(message.Destination));
        await endpoint.Send(new SerializedMessageBody(), new StoredMessagePipe(message), patience.Token);
    }
}
