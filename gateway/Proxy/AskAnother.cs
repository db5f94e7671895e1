using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>
/// A replica that could not be reached has heard nothing, so another one may be asked: one that is just being replaced may
/// be gone before the probes of its health have noticed.
/// </summary>
internal static class AskAnother
{
    public static async Task OnceAsync(HttpContext context, RequestDelegate next)
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
