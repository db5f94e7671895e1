using AfterSalesMesh.DurableMessaging;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults.Messaging;

internal static class MessagingExtensions
{
    /// <summary>
    /// The bus, on the transport that <c>Messaging:RabbitMq</c> names (an AMQP address), else in memory.
    /// </summary>
    public static void AddMessaging(this IHostApplicationBuilder builder, IMeshService[] services)
    {
        var broker = builder.Configuration["Messaging:RabbitMq"];
        var inMemory = string.IsNullOrEmpty(broker);
        builder.Services.Configure<DurableMessagingOptions>(options => options.TransportForgets = inMemory);
        builder.Services.Configure<MassTransitHostOptions>(options =>
        {
            // A broker may be away at start: the process lives and is not ready.
            options.WaitUntilStarted = inMemory;
            options.StopTimeout = TimeSpan.FromSeconds(25);
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            foreach (var service in services)
            {
                service.AddConsumers(bus);
            }
            if (inMemory)
            {
                bus.UsingInMemory((context, transport) => ConfigureEndpoints(transport, context));
            }
            else
            {
                bus.UsingRabbitMq(
                    (context, transport) =>
                    {
                        transport.Host(new Uri(broker!));
                        ConfigureEndpoints(transport, context);
                    }
                );
            }
        });
    }

    private static void ConfigureEndpoints<T>(IBusFactoryConfigurator<T> transport, IBusRegistrationContext context)
        where T : IReceiveEndpointConfigurator
    {
        transport.UseConsumeFilter(typeof(StorefrontOfMessage<>), context);
        transport.ConfigureEndpoints(context);
    }
}
