using AfterSalesMesh.DurableMessaging.Capture;
using AfterSalesMesh.DurableMessaging.Failures;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>The pipeline of every durable endpoint, outermost first: failures, retry, inbox and outbox, handler.</summary>
internal static class DurableEndpoint
{
    // More would wait for the small pool of database connections.
    private const int MaxConcurrent = 16;

    public static void UseDurable<TDbContext>(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
        where TDbContext : DurableDbContext
    {
        endpoint.ConcurrentMessageLimit = MaxConcurrent;
        endpoint.PrefetchCount = 2 * MaxConcurrent;
        endpoint.UseFailures<TDbContext>(context);
        var stopping = context.GetRequiredService<EndpointShutdown>().Stopping;
        endpoint.UseMessageRetry(retry => retry.SetRetryPolicy(_ => new DurableRetryPolicy(stopping)));
        var observer = new OutboxConsumePipeSpecificationObserver<TDbContext>(endpoint, context);
        endpoint.ConnectConsumerConfigurationObserver(observer);
        endpoint.ConnectSagaConfigurationObserver(observer);
    }
}

internal sealed class DurableConsumerDefinition<TConsumer, TDbContext> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
    where TDbContext : DurableDbContext
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context
    ) => endpointConfigurator.UseDurable<TDbContext>(context);
}

internal sealed class DurableSagaDefinition<TSaga, TDbContext> : SagaDefinition<TSaga>
    where TSaga : class, ISaga
    where TDbContext : DurableDbContext
{
    // Many more than messages run at the same time, so that two sagas seldom share a partition.
    private const int Partitions = 256;

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator,
        ISagaConfigurator<TSaga> sagaConfigurator,
        IRegistrationContext context
    )
    {
        // Messages of one saga run one after the other in this process, because they would only race for its row.
        endpointConfigurator.UseFilter(
            new PartitionFilter<ConsumeContext>(
                message => (message.CorrelationId ?? message.MessageId ?? Guid.Empty).ToByteArray(),
                new Partitioner(Partitions, new Murmur3UnsafeHashGenerator())
            )
        );
        endpointConfigurator.UseDurable<TDbContext>(context);
    }
}
