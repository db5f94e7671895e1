using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

internal static class GatewayHeaders
{
    /// <summary>
    /// Sends the gateway the id of the return and the route in headers; the gateway tags and names its span with them and removes
    /// them.
    /// </summary>
    public static void UseGatewayHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (Activity.Current is { IsAllDataRequested: true } span)
                {
                    context.Response.OnStarting(() =>
                    {
                        if (ReturnTrace.ReturnIdOf(span) is { } id)
                        {
                            context.Response.Headers[ReturnTrace.AnswerHeader] = id;
                        }
                        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
                        {
                            context.Response.Headers[RequestSpanNames.AnswerHeader] = route;
                        }
                        return Task.CompletedTask;
                    });
                }
                return next(context);
            }
        );
}
