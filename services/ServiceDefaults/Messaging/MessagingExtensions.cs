using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Failures;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults.Messaging;

internal static class MessagingExtensions
{
    private const int DeliveryLimit = 20;

    /// <summary>
    /// The bus, on the transport that <c>Messaging:RabbitMq</c> names (an AMQP address), else in memory.
    /// </summary>
    public static void AddMessaging(this IHostApplicationBuilder builder, IMeshService[] services)
    {
        var broker = builder.Configuration["Messaging:RabbitMq"];
        var inMemory = string.IsNullOrEmpty(broker);
        var address =
            Uri.TryCreate(broker, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" ? uri : null;
        Settings.Require(
            builder.Services,
            inMemory || address is not null
                ? null
                : "Messaging:RabbitMq is no address of a broker: it must be like amqp://user:password@host:5672/vhost."
        );
        var said = builder.Configuration["Messaging:QuorumQueues"]?.ToLowerInvariant();
        Settings.Require(
            builder.Services,
            said is null or "true" or "false" ? null : $"Messaging:QuorumQueues is '{said}': it must be true or false."
        );
        builder
            .Services.AddOptions<DurableMessagingOptions>()
            .Configure<StartupMigration>(
                (options, migrating) =>
                {
                    options.TransportForgets = inMemory;
                    options.About = MessageSubject.Of;
                    options.UpToDate = migrating.UpToDate;
                    options.DescribeRow = ReturnTrace.TagRow;
                }
            );
        builder.Services.Configure<MassTransitHostOptions>(options =>
        {
            // While the broker is away at start, the process runs and is not ready.
            options.WaitUntilStarted = inMemory;
            options.StopTimeout = TimeSpan.FromSeconds(25);
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (builder.IsObserved())
            {
                bus.AddSendObserver<SendReturnTags>();
            }
            foreach (var service in services)
            {
                service.AddConsumers(bus);
                foreach (var module in service.Modules)
                {
                    module.AddConsumers(bus);
                }
            }
            var quorum = said == "true";
            if (quorum)
            {
                bus.AddConfigureEndpointsCallback((_, name, endpoint) => UseQuorumQueue(name, endpoint));
            }
            if (inMemory)
            {
                bus.UsingInMemory((context, transport) => ConfigureEndpoints(transport, context, builder.IsObserved()));
            }
            else
            {
                bus.UsingRabbitMq(
                    (context, transport) =>
                    {
                        transport.Host(address ?? new Uri("amqp://localhost"));
                        ConfigureEndpoints(transport, context, builder.IsObserved());
                        if (quorum)
                        {
                            transport.DrainDeadLetters(
                                context,
                                endpoint => ((IRabbitMqReceiveEndpointConfigurator)endpoint).SetQuorumQueue()
                            );
                        }
                    }
                );
            }
        });
    }

    /// <summary>
    /// For a broker that is a cluster. A message that was delivered too often, because each process that received it died,
    /// becomes a failure instead of being dropped.
    /// </summary>
    private static void UseQuorumQueue(string name, IReceiveEndpointConfigurator endpoint)
    {
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
        {
            queue.SetQuorumQueue();
            queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
            queue.BindDeadLetterQueue(DeadLetters.QueueOf(name), null, dead => dead.SetQuorumQueue());
        }
    }

    private static void ConfigureEndpoints<T>(
        IBusFactoryConfigurator<T> transport,
        IBusRegistrationContext context,
        bool observed
    )
        where T : IReceiveEndpointConfigurator
    {
        var migrating = context.GetRequiredService<StartupMigration>();
        transport.UseExecuteAsync(consuming => migrating.AllUpToDate.WaitAsync(consuming.CancellationToken));
        transport.UseReturnAsCorrelationId();
        if (observed)
        {
            transport.UseConsumeFilter(typeof(MessageReturnFilter<>), context);
        }
        transport.UseConsumeFilter(typeof(MessageStorefrontFilter<>), context);
        transport.ConfigureEndpoints(context);
    }
}
