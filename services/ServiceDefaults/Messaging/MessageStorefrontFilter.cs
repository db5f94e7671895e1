using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;

namespace AfterSalesMesh.ServiceDefaults.Messaging;

/// <summary>Limits a handler to the rows of the storefront that its message names.</summary>
internal sealed class MessageStorefrontFilter<T>(StorefrontScope scope) : IFilter<ConsumeContext<T>>
    where T : class
{
    private static readonly Func<T, string?>? StorefrontId = typeof(T).GetProperty("StorefrontId")?.GetMethod
        is { } getter
        ? getter.CreateDelegate<Func<T, string?>>()
        : null;

    public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        if (StorefrontId?.Invoke(context.Message) is { } storefront)
        {
            scope.Allow([storefront]);
        }
        else if (typeof(T) == typeof(SagaIsDue))
        {
            // The service's own sweep sends this message about one row of any storefront.
            scope.AllowAll();
        }
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("messageStorefront");
}
