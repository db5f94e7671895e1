using System.Diagnostics;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Metadata;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>Lets a message change its service once: a duplicate is acknowledged and ends here.</summary>
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
            await DuplicateAsync();
            return;
        }
        try
        {
            await next.Send(new DurableConsumeContext<TDbContext, T>(context, options, services, db, bus, inbox));
            CrashPoint.Reach(CrashPoint.BeforeAck);
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            // A unique key of the handler's own may have failed before that of the inbox. If the query fails, too, the
            // database is away: its exception counts, which is no fault of the message.
            await using var scope = scopes.CreateAsyncScope();
            var fresh = scope.ServiceProvider.GetRequiredService<TDbContext>();
            if (!await IsConsumedAsync(fresh, inbox, context.CancellationToken))
            {
                if (!Outage.IsSaidByDatabase(exception))
                {
                    DurableRetryPolicy.MarkAnswered(exception);
                }
                throw;
            }
            await DuplicateAsync();
        }

        Task DuplicateAsync()
        {
            logger.LogDebug("Message {MessageId} was consumed by {Consumer} before", inbox.MessageId, inbox.Consumer);
            return context.NotifyConsumed(context, Stopwatch.GetElapsedTime(started), options.ConsumerType);
        }
    }

    public void Probe(ProbeContext context) =>
        context.CreateFilterScope("durable").Add("context", typeof(TDbContext).Name);

    private static Task<bool> IsConsumedAsync(TDbContext db, InboxEntry inbox, CancellationToken cancellation) =>
        db.Inbox.AnyAsync(x => x.MessageId == inbox.MessageId && x.Consumer == inbox.Consumer, cancellation);
}
