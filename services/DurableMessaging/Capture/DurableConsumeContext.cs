using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>A consume context that adds what the handler sends to its one commit.</summary>
internal sealed class DurableConsumeContext<TDbContext, TMessage>(
    ConsumeContext<TMessage> context,
    OutboxConsumeOptions options,
    IServiceProvider services,
    TDbContext db,
    IBus bus,
    InboxEntry inbox
) : OutboxConsumeContextProxy<TMessage>(context, options, services)
    where TDbContext : DurableDbContext
    where TMessage : class
{
    private readonly Lock _rows = new();

    public override bool ContinueProcessing { get; set; }
    public override bool IsMessageConsumed => false;
    public override bool IsOutboxDelivered => false;
    public override int ReceiveCount => 0;
    public override long? LastSequenceNumber => null;

    /// <summary>Commits the handler's changes, the inbox row and the outbox rows.</summary>
    public override async Task SetConsumed()
    {
        db.Inbox.Add(inbox);
        await db.SaveChangesAsync(CancellationToken);
    }

    public override Task AddSend<T>(SendContext<T> context)
    {
        var row = OutboxCapture.ToRow(context, bus, inbox.ConsumedAt);
        // A handler may send from several threads; a DbContext takes one at a time.
        lock (_rows)
        {
            db.Outbox.Add(row);
        }
        return Task.CompletedTask;
    }

    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() =>
        Task.FromResult<List<OutboxMessageContext>>([]);

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    public override Task RemoveOutboxMessages() => Task.CompletedTask;
}
