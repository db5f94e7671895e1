using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Sagas;

/// <summary>
/// Loads and tracks a saga in the context of the message's one commit, and saves nothing itself. It takes no locks: when
/// another message was first, the saga's version has changed, the commit fails, and the message is retried.
/// </summary>
internal sealed class DurableSagaRepositoryContext<TSaga, TMessage>
    : ConsumeContextScope<TMessage>,
        SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga
    where TMessage : class
{
    private readonly DurableDbContext _db;
    private readonly ConsumeContext<TMessage> _consume;
    private readonly ISagaConsumeContextFactory<DurableDbContext, TSaga> _contexts;
    private readonly FindSaga<TSaga> _find;
    private readonly DurableMessagingOptions _options;

    public DurableSagaRepositoryContext(
        DurableDbContext db,
        ConsumeContext<TMessage> consume,
        ISagaConsumeContextFactory<DurableDbContext, TSaga> contexts,
        FindSaga<TSaga> find,
        DurableMessagingOptions options
    )
        : base(consume, db) => (_db, _consume, _contexts, _find, _options) = (db, consume, contexts, find, options);

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        _contexts.CreateSagaConsumeContext(_db, _consume, instance, SagaConsumeContextMode.Add);

    public Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        _db.Add(instance);
        return _contexts.CreateSagaConsumeContext(_db, _consume, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        var instance = await _find(_db, correlationId, _consume.Message, CancellationToken);
        if (instance is null)
        {
            return null!;
        }
        _options.DescribeRow(instance);
        Tracing.LinkTo((instance as ITraced)?.TraceParent);
        return await _contexts.CreateSagaConsumeContext(_db, _consume, instance, SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        _db.Add(context.Saga);
        return Task.CompletedTask;
    }

    public Task Update(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Delete(SagaConsumeContext<TSaga> context)
    {
        _db.Remove(context.Saga);
        return Task.CompletedTask;
    }

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context)
    {
        _db.Entry(context.Saga).State = EntityState.Unchanged;
        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(
        ConsumeContext<T> consumeContext,
        TSaga instance,
        SagaConsumeContextMode mode
    )
        where T : class => _contexts.CreateSagaConsumeContext(_db, consumeContext, instance, mode);
}

/// <summary>Loads a saga by its id, tracked, with the rows that the message needs; null: there is none.</summary>
internal delegate Task<TSaga?> FindSaga<TSaga>(
    DurableDbContext db,
    Guid id,
    object message,
    CancellationToken cancellation
);
