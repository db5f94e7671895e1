using System.Diagnostics;
using MassTransit;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>Tags the span of a consumed message with the message's return.</summary>
internal sealed class MessageReturnFilter<T> : IFilter<ConsumeContext<T>>
    where T : class
{
    public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        if (Activity.Current is { IsAllDataRequested: true })
        {
            ReturnTrace.Tag(
                ReturnTrace.IdOf(context.Message)?.ToString(),
                ReturnTrace.RmaOf(context.Message) ?? context.Headers.Get<string>(MessageReturnTags.RmaHeader)
            );
        }
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("returnTags");
}

internal static class MessageReturnTags
{
    /// <summary>The header with the RMA number, for messages that do not contain it.</summary>
    public const string RmaHeader = "aftersales-rma";

    /// <summary>
    /// Makes the return's id the correlation id of a message. The outbox stores it, so that log lines and spans of the later
    /// sending name the return.
    /// </summary>
    public static void UseReturnAsCorrelationId(this IBusFactoryConfigurator transport)
    {
        transport.ConfigureSend(send => send.UseExecute(Correlate));
        transport.ConfigurePublish(publish => publish.UseExecute(Correlate));
    }

    private static void Correlate(SendContext context)
    {
        if (context is SendContext<object> { Message: { } message } && ReturnTrace.IdOf(message) is { } id)
        {
            context.CorrelationId = id;
            if (ReturnTrace.RmaOf(Activity.Current) is { } rma)
            {
                context.Headers.Set(RmaHeader, rma);
            }
        }
    }
}

/// <summary>Tags the transport's span that sends a stored message.</summary>
internal sealed class SendReturnTags : ISendObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class
    {
        if (context.CorrelationId is { } id)
        {
            ReturnTrace.Tag(id.ToString(), context.Headers.Get<string>(MessageReturnTags.RmaHeader));
        }
        return Task.CompletedTask;
    }

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
