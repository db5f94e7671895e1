using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.DurableMessaging.Failures;

/// <summary>Dead-letter queues, for a broker that limits how often it delivers a message.</summary>
public static class DeadLetters
{
    /// <summary>The name of an endpoint's dead-letter queue.</summary>
    public static string QueueOf(string endpoint) => $"{endpoint}_dead_letter";

    /// <summary>Stores the messages in those queues as failures.</summary>
    public static void DrainDeadLetters(
        this IReceiveConfigurator transport,
        IRegistrationContext context,
        Action<IReceiveEndpointConfigurator> declare
    )
    {
        foreach (var queue in context.GetServices<DurableQueue>())
        {
            transport.ReceiveEndpoint(
                QueueOf(queue.Name),
                endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    declare(endpoint);
                    queue.Drain(endpoint, context);
                }
            );
        }
    }
}

/// <summary>The queue of a durable consumer or saga, and the action that stores its dead letters.</summary>
internal sealed record DurableQueue(string Name, Action<IReceiveEndpointConfigurator, IRegistrationContext> Drain)
{
    public static DurableQueue Of<TDbContext>(string name)
        where TDbContext : DurableDbContext =>
        new(name, (endpoint, services) => endpoint.UseFailures<TDbContext>(services, name));
}
