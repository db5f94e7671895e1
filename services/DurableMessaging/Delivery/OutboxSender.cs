using AfterSalesMesh.DurableMessaging.Capture;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Serialization;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>Hands stored messages to the broker and waits for its confirm.</summary>
internal sealed class OutboxSender(IBus bus, BrokerWatch watch, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var endpoint = await bus.GetSendEndpoint(new Uri(message.Destination));
            await endpoint.Send(new SerializedMessageBody(), new StoredMessagePipe(message), either.Token);
            watch.Answers();
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            watch.Answers();
            throw;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            watch.Hangs();
            throw;
        }
    }
}
