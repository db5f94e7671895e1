using System.Diagnostics;
using AfterSalesMesh.DurableMessaging;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>
/// Each call from outside begins a trace of its own: whether it is recorded is not for strangers to say, and nothing of
/// theirs is passed on as baggage. The caller's trace is linked to it.
/// </summary>
internal sealed class OwnTraces : DistributedContextPropagator
{
    private static readonly DistributedContextPropagator W3C = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields => W3C.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        W3C.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(
        object? carrier,
        PropagatorGetterCallback? getter,
        out string? traceId,
        out string? traceState
    ) => (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
        object? carrier,
        PropagatorGetterCallback? getter
    ) => null;

    public static Task LinkAsync(HttpContext context, RequestDelegate next)
    {
        Tracing.LinkTo(context.Request.Headers.TraceParent);
        return next(context);
    }
}
