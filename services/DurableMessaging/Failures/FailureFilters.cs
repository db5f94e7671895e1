using System.Runtime.Serialization;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.DurableMessaging.Failures;

/// <summary>
/// Stores in the database the messages that MassTransit would move to <c>{queue}_error</c> or <c>{queue}_skipped</c>. Only a
/// message that cannot be stored is moved there.
/// </summary>
internal static class FailureFilters
{
    public static void UseFailures<TDbContext>(
        this IReceiveEndpointConfigurator endpoint,
        IRegistrationContext services
    )
        where TDbContext : DurableDbContext =>
        endpoint.UseFailureLog<TDbContext>(services, queue: null, KindOf, FailureKinds.Unknown);

    /// <summary>Stores all messages of a dead-letter queue; the endpoint has no consumers.</summary>
    public static void UseDeadLetters<TDbContext>(
        this IReceiveEndpointConfigurator endpoint,
        IRegistrationContext services,
        string queue
    )
        where TDbContext : DurableDbContext =>
        endpoint.UseFailureLog<TDbContext>(services, queue, _ => FailureKinds.Undelivered, FailureKinds.Undelivered);

    private static void UseFailureLog<TDbContext>(
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
                new FailureFilter<TDbContext, ExceptionReceiveContext>(
                    services,
                    queue,
                    context => (kindOf(context.Exception), context.Exception)
                )
            );
            pipe.UseFilter(new ErrorTransportFilter());
        });
        endpoint.ConfigureDeadLetter(pipe =>
        {
            pipe.UseFilter(new FailureFilter<TDbContext, ReceiveContext>(services, queue, _ => (skipped, null)));
            pipe.UseFilter(new DeadLetterTransportFilter());
        });
    }

    // MassTransit throws it when the bytes are not a message of the named type.
    private static string KindOf(Exception exception) =>
        exception is SerializationException ? FailureKinds.Unreadable : FailureKinds.Failed;

    private sealed class FailureFilter<TDbContext, TContext>(
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

        public void Probe(ProbeContext context) => context.CreateFilterScope("failures");
    }
}
