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
    /// <param name="deadLettersOf">For a dead-letter queue without consumers: the queue whose messages it gets.</param>
    public static void UseFailures<TDbContext>(
        this IReceiveEndpointConfigurator endpoint,
        IServiceProvider services,
        string? deadLettersOf = null
    )
        where TDbContext : DurableDbContext
    {
        endpoint.ConfigureError(pipe =>
        {
            pipe.UseFilter(new GenerateFaultFilter());
            pipe.UseFilter(
                new FailureFilter<TDbContext, ExceptionReceiveContext>(services, deadLettersOf, x => x.Exception)
            );
            pipe.UseFilter(new ErrorTransportFilter());
        });
        endpoint.ConfigureDeadLetter(pipe =>
        {
            pipe.UseFilter(new FailureFilter<TDbContext, ReceiveContext>(services, deadLettersOf, _ => null));
            pipe.UseFilter(new DeadLetterTransportFilter());
        });
    }

    private sealed class FailureFilter<TDbContext, TContext>(
        IServiceProvider services,
        string? deadLettersOf,
        Func<TContext, Exception?> exceptionOf
    ) : IFilter<TContext>
        where TDbContext : DurableDbContext
        where TContext : class, ReceiveContext
    {
        public async Task Send(TContext context, IPipe<TContext> next)
        {
            var exception = exceptionOf(context);
            var kind = exception switch
            {
                _ when deadLettersOf is not null => FailureKinds.Undelivered,
                null => FailureKinds.Unknown,
                // MassTransit throws it when the bytes are not a message of the named type.
                SerializationException => FailureKinds.Unreadable,
                _ => FailureKinds.Failed,
            };
            var endpoint = deadLettersOf ?? context.InputAddress.AbsolutePath.Split('/')[^1];
            var failures = services.GetRequiredService<FailureLog<TDbContext>>();
            if (!await failures.KeepAsync(context, kind, endpoint, exception))
            {
                await next.Send(context);
            }
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("failures");
    }
}
