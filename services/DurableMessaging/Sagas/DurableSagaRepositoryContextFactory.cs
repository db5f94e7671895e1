using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Saga;

namespace AfterSalesMesh.DurableMessaging.Sagas;

/// <summary>Sagas in a service's own database. They are found by their id alone, which every message carries.</summary>
internal sealed class DurableSagaRepositoryContextFactory<TSaga, TDbContext>(
    TDbContext db,
    ISagaConsumeContextFactory<DurableDbContext, TSaga> contexts,
    SagaLoading<TSaga> loading
) : ISagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISaga
    where TDbContext : DurableDbContext
{
    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class => next.Send(new DurableSagaRepositoryContext<TSaga, T>(db, context, contexts, loading));

    public Task SendQuery<T>(
        ConsumeContext<T> context,
        ISagaQuery<TSaga> query,
        IPipe<SagaRepositoryQueryContext<TSaga, T>> next
    )
        where T : class =>
        throw new NotSupportedException(
            $"{typeof(TSaga).Name} is found by its id: correlate {typeof(T).Name} with CorrelateById."
        );

    public void Probe(ProbeContext context) => context.Add("persistence", "durable");
}
