using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.DurableMessaging.Sagas;

/// <summary>Sagas in a service's own database. They are found by their id alone, which every message carries.</summary>
internal sealed class DurableSagaRepositoryContextFactory<TSaga, TDbContext>(
    TDbContext db,
    ISagaConsumeContextFactory<DurableDbContext, TSaga> contexts,
    FindSaga<TSaga> find,
    IOptions<DurableMessagingOptions> options
) : ISagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISaga, IDue
    where TDbContext : DurableDbContext
{
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        if (context.Message is SagaIsDue due && !await IsStillDueAsync(due, context.CancellationToken))
        {
            await context.NotifyConsumed(context, TimeSpan.Zero, typeof(TSaga).Name);
            return;
        }
        await next.Send(new DurableSagaRepositoryContext<TSaga, T>(db, context, contexts, find, options.Value));
    }

    public Task SendQuery<T>(
        ConsumeContext<T> context,
        ISagaQuery<TSaga> query,
        IPipe<SagaRepositoryQueryContext<TSaga, T>> next
    )
        where T : class =>
        throw new NotSupportedException(
            $"{typeof(TSaga).Name} can only be found by its id: correlate {typeof(T).Name} with CorrelateById."
        );

    // If several SagaIsDue of a saga waited in a queue, only that of the last lease counts.
    private Task<bool> IsStillDueAsync(SagaIsDue due, CancellationToken cancellation) =>
        db.Set<TSaga>().AnyAsync(x => x.CorrelationId == due.CorrelationId && x.DueAt == due.Until, cancellation);

    public void Probe(ProbeContext context) => context.Add("persistence", "durable");
}
