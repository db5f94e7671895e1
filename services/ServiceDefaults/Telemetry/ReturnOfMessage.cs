using MassTransit;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// The correlation id of a message is its return, which stays with it in the outbox; the spans of sending and consuming it
/// are marked with it.
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
    public static void UseReturnAsCorrelationId(this IBusFactoryConfigurator transport)
    {
        transport.ConfigureSend(send => send.UseExecute(Correlate));
        transport.ConfigurePublish(publish => publish.UseExecute(Correlate));
    }

    private static void Correlate(SendContext context)
    {
        if (context is SendContext<object> { Message: { } message } && ReturnTrace.Of(message) is { } id)
        {
            context.CorrelationId = id;
        }
    }
}

/// <summary>The span of sending is the transport's: it begins when the stored message is complete.</summary>
internal sealed class ReturnOfSent : ISendObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class
    {
        if (context.CorrelationId is { } id)
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
