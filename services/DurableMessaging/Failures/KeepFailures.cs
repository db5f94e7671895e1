using System.Runtime.Serialization;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.DurableMessaging.Failures;

/// <summary>
/// Where MassTransit would move a message to <c>{queue}_error</c> or <c>{queue}_skipped</c>, it is kept in the database;
/// what cannot be kept there still goes the stock way.
/// </summary>
internal static class KeepFailures
{
    public static void UseFailures<TDbContext>(
        this IReceiveEndpointConfigurator endpoint,
        IRegistrationContext services
    )
        where TDbContext : DurableDbContext =>
        endpoint.UseKeep<TDbContext>(services, queue: null, KindOf, FailureKinds.Unknown);

    /// <summary>Keeps all that comes: the endpoint has no consumers, and its queue is where a broker put what it gave up.</summary>
    public static void UseDeadLetters<TDbContext>(
        this IReceiveEndpointConfigurator endpoint,
        IRegistrationContext services,
        string queue
    )
        where TDbContext : DurableDbContext =>
        endpoint.UseKeep<TDbContext>(services, queue, _ => FailureKinds.Undelivered, FailureKinds.Undelivered);

    private static void UseKeep<TDbContext>(
        this IReceiveEndpointConfigurator endpoint,
        IServiceProvider services,
        string? queue,
        Func<Exception, string> kindOf,
        string skipped
    )
        where TDbContext : DurableDbContext
    {
        endpoint.ConfigureError(pipe =>
        {
            pipe.UseFilter(new GenerateFaultFilter());
            pipe.UseFilter(
                new Keep<TDbContext, ExceptionReceiveContext>(
                    services,
                    queue,
                    context => (kindOf(context.Exception), context.Exception)
                )
            );
            pipe.UseFilter(new ErrorTransportFilter());
        });
        endpoint.ConfigureDeadLetter(pipe =>
        {
            pipe.UseFilter(new Keep<TDbContext, ReceiveContext>(services, queue, _ => (skipped, null)));
            pipe.UseFilter(new DeadLetterTransportFilter());
        });
    }

    // MassTransit's word for bytes that are no message of the type they claim.
    private static string KindOf(Exception exception) =>
        exception is SerializationException ? FailureKinds.Unreadable : FailureKinds.Failed;

    private sealed class Keep<TDbContext, TContext>(
        IServiceProvider services,
        string? queue,
        Func<TContext, (string Kind, Exception? Exception)> describe
    ) : IFilter<TContext>
        where TDbContext : DurableDbContext
        where TContext : class, ReceiveContext
    {
        public async Task Send(TContext context, IPipe<TContext> next)
        {
            var (kind, exception) = describe(context);
            var endpoint = queue ?? context.InputAddress.AbsolutePath.Split('/')[^1];
            var failures = services.GetRequiredService<FailureLog<TDbContext>>();
            if (!await failures.KeepAsync(context, kind, endpoint, exception))
            {
                await next.Send(context);
            }
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("keepFailures");
    }
}
