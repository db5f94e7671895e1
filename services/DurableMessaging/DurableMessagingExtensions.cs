using AfterSalesMesh.DurableMessaging.Capture;
using AfterSalesMesh.DurableMessaging.Delivery;
using AfterSalesMesh.DurableMessaging.Failures;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Middleware;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.DurableMessaging;

public static class DurableMessagingExtensions
{
    /// <summary>
    /// Adds inbox, outbox and failures for one service's database. Call it after <c>AddMassTransit</c>, as hosted services start
    /// in the order of their registration. The caller registers the context as a scoped service.
    /// </summary>
    public static IServiceCollection AddDurableMessaging<TDbContext>(this IServiceCollection services)
        where TDbContext : DurableDbContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CommitNotifier>();
        services.TryAddSingleton<EndpointShutdown>();
        services.AddReceiveEndpointObserver(provider => provider.GetRequiredService<EndpointShutdown>());
        services.TryAddSingleton<OutboxSender>();
        if (!services.Any(x => x.ServiceType == typeof(BrokerMonitor)))
        {
            services.AddHostedSingleton<BrokerMonitor>();
        }
        services.TryAddScoped<IOutboxContextFactory<TDbContext>, DurableConsumeContextFactory<TDbContext>>();
        services.TryAddScoped<Outbox<TDbContext>>();
        services.TryAddSingleton<FailureLog<TDbContext>>();
        services.AddHostedSingleton<DatabaseClock<TDbContext>>();
        services.AddHostedSingleton<OutboxCleaner<TDbContext>>();
        services.AddHostedSingleton<OutboxDispatcher<TDbContext>>();
        services.AddHostedService<OutboxSweep<TDbContext>>();
        services.AddHostedService<Cleanup<TDbContext>>();
        return services;
    }

    /// <summary>Adds a consumer on an endpoint of its own; each message changes the service once.</summary>
    public static void AddDurableConsumer<TConsumer, TDbContext>(this IBusRegistrationConfigurator bus, string endpoint)
        where TConsumer : class, IConsumer
        where TDbContext : DurableDbContext
    {
        bus.AddConsumer<TConsumer>(typeof(DurableConsumerDefinition<TConsumer, TDbContext>))
            .Endpoint(x => x.Name = endpoint);
        bus.AddSingleton(DurableQueue.Of<TDbContext>(endpoint));
    }

    /// <summary>
    /// Adds a state machine whose instances are rows of the service's database; an instance gets a <see cref="SagaIsDue"/>
    /// when it is due.
    /// </summary>
    /// <param name="endpoint">The name of its queue.</param>
    /// <param name="find">Loads an instance by its id, tracked, with the rows that the message needs.</param>
    public static void AddDurableSaga<TMachine, TSaga, TDbContext>(
        this IBusRegistrationConfigurator bus,
        string endpoint,
        Func<TDbContext, Guid, object, CancellationToken, Task<TSaga?>> find
    )
        where TMachine : class, SagaStateMachine<TSaga>
        where TSaga : class, SagaStateMachineInstance, IDue, IVersioned
        where TDbContext : DurableDbContext
    {
        bus.AddSagaStateMachine<TMachine, TSaga>(typeof(DurableSagaDefinition<TSaga, TDbContext>))
            .Endpoint(x => x.Name = endpoint);
        bus.RegisterSagaRepository<
            TSaga,
            DurableDbContext,
            SagaConsumeContextFactory<DurableDbContext, TSaga>,
            DurableSagaRepositoryContextFactory<TSaga, TDbContext>
        >();
        bus.AddSingleton(DurableQueue.Of<TDbContext>(endpoint));
        bus.AddSingleton(
            new FindSaga<TSaga>((db, id, message, cancellation) => find((TDbContext)db, id, message, cancellation))
        );
        bus.AddSingleton(new SagaAddress<TSaga>(new Uri($"exchange:{endpoint}")));
        bus.AddHostedService<SagaSweep<TSaga, TDbContext>>();
    }

    private static void AddHostedSingleton<TService>(this IServiceCollection services)
        where TService : class, IHostedService
    {
        services.AddSingleton<TService>();
        services.AddHostedService(provider => provider.GetRequiredService<TService>());
    }
}
