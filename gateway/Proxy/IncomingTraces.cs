using System.Diagnostics;
using AfterSalesMesh.DurableMessaging;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>
/// Starts a new trace for each public call and links the caller's trace to it: callers must not decide what is recorded, and their
/// baggage is not passed on.
/// </summary>
internal sealed class IncomingTraces : DistributedContextPropagator
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
