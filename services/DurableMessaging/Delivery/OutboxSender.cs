using AfterSalesMesh.DurableMessaging.Capture;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Serialization;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>Hands stored messages to the broker and waits for its confirmation.</summary>
internal sealed class OutboxSender(IBus bus, BrokerMonitor monitor, TimeProvider time)
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(20);

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            var endpoint = await bus.GetSendEndpoint(new Uri(message.Destination));
            await endpoint.Send(new SerializedMessageBody(), new StoredMessagePipe(message), either.Token);
            monitor.OnAnswer();
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            monitor.OnAnswer();
            throw;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            monitor.OnTimeout();
            throw;
        }
    }
}
