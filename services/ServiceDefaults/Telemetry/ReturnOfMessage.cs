using MassTransit;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// Messages carry the id of their return in a header, which stays with them in the outbox; the spans of sending and
/// consuming them are marked with it.
/// </summary>
internal sealed class ReturnOfMessage<T> : IFilter<ConsumeContext<T>>
    where T : class
{
    public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        if (ReturnTrace.Of(context.Message) is { } id)
        {
            ReturnTrace.Tag(id);
        }
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("returnOfMessage");
}

internal static class ReturnOfMessageExtensions
{
    public static void UseReturnOfMessage<T>(this IBusFactoryConfigurator<T> transport, IBusRegistrationContext context)
        where T : IReceiveEndpointConfigurator
    {
        transport.ConfigureSend(send => send.UseExecute(Name));
        transport.ConfigurePublish(publish => publish.UseExecute(Name));
        transport.UseConsumeFilter(typeof(ReturnOfMessage<>), context);
    }

    private static void Name(SendContext context)
    {
        if (context is SendContext<object> { Message: { } message } && ReturnTrace.Of(message) is { } id)
        {
            context.Headers.Set(ReturnTrace.ReturnId, id.ToString());
        }
    }
}

/// <summary>The span of sending is the transport's: it begins when the stored message is complete.</summary>
internal sealed class ReturnOfSent : ISendObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class
    {
        if (context.Headers.TryGetHeader(ReturnTrace.ReturnId, out var value) && value is string id)
        {
            ReturnTrace.Tag(id);
        }
        return Task.CompletedTask;
    }

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
