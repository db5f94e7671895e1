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
    /// Adds the bus, on the broker at the AMQP address in <c>Messaging:RabbitMq</c>, or in memory without one.
    /// </summary>
    public static void AddMessaging(this IHostApplicationBuilder builder, IMeshService[] services)
    {
        var (inMemory, address, quorum) = ReadSettings(builder);
        builder
            .Services.AddOptions<DurableMessagingOptions>()
            .Configure<StartupMigration>(
                (options, migration) =>
                {
                    options.TransportForgets = inMemory;
                    options.About = MessageSubject.Of;
                    options.OwnerOf = row => (row as IStorefrontOwned)?.StorefrontId;
                    options.UpToDate = migration.UpToDate;
                    options.DescribeRow = ReturnTrace.TagRow;
                }
            );
        builder.Services.Configure<MassTransitHostOptions>(options =>
        {
            // If the broker is unavailable at start, the process runs and is not ready.
            options.WaitUntilStarted = inMemory;
            options.StopTimeout = TimeSpan.FromSeconds(25);
        });
        var observed = builder.IsObserved();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (observed)
            {
                bus.AddSendObserver<SendReturnTags>();
            }
            foreach (var module in services.SelectMany(x => x.AllModules))
            {
                module.AddConsumers(bus);
            }
            if (inMemory)
            {
                bus.UsingInMemory((context, transport) => ConfigureEndpoints(transport, context, observed));
            }
            else
            {
                bus.UseRabbitMq(address, quorum, observed);
            }
        });
    }

    private static (bool InMemory, Uri? Address, bool Quorum) ReadSettings(IHostApplicationBuilder builder)
    {
        var broker = builder.Configuration["Messaging:RabbitMq"];
        var inMemory = string.IsNullOrEmpty(broker);
        var address =
            Uri.TryCreate(broker, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" ? uri : null;
        Settings.Require(
            builder.Services,
            inMemory || address is not null
                ? null
                : "Messaging:RabbitMq is not a broker's address: it must be like amqp://user:password@host:5672/vhost."
        );
        var quorum = builder.Configuration["Messaging:QuorumQueues"]?.ToLowerInvariant();
        Settings.Require(
            builder.Services,
            quorum is null or "true" or "false"
                ? null
                : $"Messaging:QuorumQueues is '{quorum}': it must be true or false."
        );
        return (inMemory, address, quorum == "true");
    }

    private static void UseRabbitMq(this IBusRegistrationConfigurator bus, Uri? address, bool quorum, bool observed)
    {
        if (quorum)
        {
            bus.AddConfigureEndpointsCallback((_, name, endpoint) => UseQuorumQueue(name, endpoint));
        }
        bus.UsingRabbitMq(
            (context, transport) =>
            {
                transport.Host(address ?? new Uri("amqp://localhost"));
                ConfigureEndpoints(transport, context, observed);
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

    /// <summary>
    /// For a cluster of brokers. A message that was delivered too often, because each process that received it died, goes to a
    /// dead-letter queue and becomes a failure.
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
        var migration = context.GetRequiredService<StartupMigration>();
        transport.UseExecuteAsync(consuming => migration.AllUpToDate.WaitAsync(consuming.CancellationToken));
        transport.UseReturnAsCorrelationId();
        if (observed)
        {
            transport.UseConsumeFilter(typeof(MessageReturnFilter<>), context);
        }
        transport.UseConsumeFilter(typeof(MessageStorefrontFilter<>), context);
        transport.ConfigureEndpoints(context);
    }
}
