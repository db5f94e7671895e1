using AfterSalesMesh.DurableMessaging.Capture;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>
/// Sends messages from HTTP handlers and workers: a message is a row in the same <c>SaveChanges</c> as the changes. Consumers
/// and sagas use their consume context instead. <c>IBus</c> would send before the commit: do not use it.
/// </summary>
public sealed class Outbox<TDbContext> : OutboxSendContext
    where TDbContext : DurableDbContext
{
    private readonly TDbContext _db;
    private readonly IBus _bus;
    private readonly DatabaseClock<TDbContext> _clock;
    private readonly IServiceProvider _services;
    private readonly PublishEndpoint _publish;
    private readonly OutboxSendEndpointProvider _send;

    public Outbox(TDbContext db, IBus bus, DatabaseClock<TDbContext> clock, IServiceProvider services)
    {
        (_db, _bus, _clock, _services) = (db, bus, clock, services);
        _publish = new PublishEndpoint(new OutboxPublishEndpointProvider(this, bus));
        _send = new OutboxSendEndpointProvider(this, bus);
    }

    /// <summary>Publishes an event after the commit, with its runtime type.</summary>
    public Task PublishAsync(object message, CancellationToken cancellation) => _publish.Publish(message, cancellation);

    /// <summary>Sends a command, with its runtime type, to the exchange of a consumer's queue after the commit.</summary>
    public async Task SendAsync(Uri address, object command, CancellationToken cancellation)
    {
        var endpoint = await _send.GetSendEndpoint(address);
        await endpoint.Send(command, cancellation);
    }

    Task OutboxSendContext.AddSend<T>(SendContext<T> context)
    {
        _db.Outbox.Add(OutboxCapture.ToRow(context, _bus, _clock.UtcNow));
        return Task.CompletedTask;
    }

    object? IServiceProvider.GetService(Type serviceType) => _services.GetService(serviceType);
}
