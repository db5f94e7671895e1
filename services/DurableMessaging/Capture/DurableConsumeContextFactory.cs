using System.Diagnostics;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Metadata;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>Hands a message to its handler, unless it is already in the inbox: then it is acknowledged and changes nothing.</summary>
internal sealed class DurableConsumeContextFactory<TDbContext>(
    TDbContext db,
    IBus bus,
    DatabaseClock<TDbContext> clock,
    IServiceProvider services,
    IServiceScopeFactory scopes,
    ILogger<DurableConsumeContextFactory<TDbContext>> logger
) : IOutboxContextFactory<TDbContext>
    where TDbContext : DurableDbContext
{
    public async Task Send<T>(
        ConsumeContext<T> context,
        OutboxConsumeOptions options,
        IPipe<OutboxConsumeContext<T>> next
    )
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        var inbox = new InboxEntry
        {
            MessageId =
                context.GetOriginalMessageId()
                ?? throw new MessageException(typeof(T), "A durable message needs an id."),
            Consumer = context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1],
            ConsumedAt = clock.UtcNow,
        };
        if (context.ReceiveContext.Redelivered && await IsConsumedAsync(db, inbox, context.CancellationToken))
        {
            await AcknowledgeAsync();
            return;
        }
        try
        {
            await next.Send(new DurableConsumeContext<TDbContext, T>(context, options, services, db, bus, inbox));
            CrashPoint.Reach(CrashPoint.BeforeAck);
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            // A duplicate may violate another unique key before that of the inbox. When this query fails as well, the database is
            // unavailable, and its exception replaces the first one.
            await using var scope = scopes.CreateAsyncScope();
            var fresh = scope.ServiceProvider.GetRequiredService<TDbContext>();
            if (!await IsConsumedAsync(fresh, inbox, context.CancellationToken))
            {
                if (!Outage.IsReportedByDatabase(exception))
                {
                    DurableRetryPolicy.MarkAnswered(exception);
                }
                throw;
            }
            await AcknowledgeAsync();
        }

        Task AcknowledgeAsync()
        {
            logger.LogDebug("Message {MessageId} was already consumed by {Consumer}", inbox.MessageId, inbox.Consumer);
            return context.NotifyConsumed(context, Stopwatch.GetElapsedTime(started), options.ConsumerType);
        }
    }

    public void Probe(ProbeContext context) =>
        context.CreateFilterScope("durable").Add("context", typeof(TDbContext).Name);

    private static Task<bool> IsConsumedAsync(TDbContext db, InboxEntry inbox, CancellationToken cancellation) =>
        db.Inbox.AnyAsync(x => x.MessageId == inbox.MessageId && x.Consumer == inbox.Consumer, cancellation);
}
