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
    private readonly SagaInclude<TSaga> _include;
    private readonly DurableMessagingOptions _options;

    public DurableSagaRepositoryContext(
        DurableDbContext db,
        ConsumeContext<TMessage> consume,
        ISagaConsumeContextFactory<DurableDbContext, TSaga> contexts,
        SagaInclude<TSaga> include,
        DurableMessagingOptions options
    )
        : base(consume, db) =>
        (_db, _consume, _contexts, _include, _options) = (db, consume, contexts, include, options);

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        _contexts.CreateSagaConsumeContext(_db, _consume, instance, SagaConsumeContextMode.Add);

    public Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        _db.Add(instance);
        return _contexts.CreateSagaConsumeContext(_db, _consume, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        var instance = await _include
            .Apply(_db.Set<TSaga>())
            .FirstOrDefaultAsync(x => x.CorrelationId == correlationId, CancellationToken);
        if (instance is null)
        {
            return null!;
        }
        if (_include.LoadRest is { } loadRest)
        {
            await loadRest(_db, instance, CancellationToken);
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

/// <summary>What is loaded with a saga.</summary>
/// <param name="Apply">Adds related rows to the query of an instance.</param>
/// <param name="LoadRest">Loads what that query leaves out; null: nothing.</param>
internal sealed record SagaInclude<TSaga>(
    Func<IQueryable<TSaga>, IQueryable<TSaga>> Apply,
    Func<DurableDbContext, TSaga, CancellationToken, Task>? LoadRest
);
