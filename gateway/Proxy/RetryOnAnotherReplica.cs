using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>
/// Retries once on another replica when the connection failed before anything was sent: a replica that is being replaced may be
/// gone before the health probes notice.
/// </summary>
internal static class RetryOnAnotherReplica
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!WasNeverSent(context.GetForwarderErrorFeature()) || context.Response.HasStarted)
        {
            return;
        }
        var proxy = context.GetReverseProxyFeature();
        var others = proxy.AllDestinations.Where(x => x != proxy.ProxiedDestination).ToList();
        if (others.Count > 0)
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            proxy.AvailableDestinations = others;
            await next(context);
        }
    }

    private static bool WasNeverSent(IForwarderErrorFeature? error) =>
        error
            is {
                Error: ForwarderError.Request,
                Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError },
            };
}
