using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// Names the span of a request after its method and route: ASP.NET Core gives all of them the same name. OpenTelemetry's
/// instrumentation would do it as well, but would also continue the trace of any outside caller.
/// </summary>
public sealed class RequestSpanNames : IStartupFilter
{
    /// <summary>The response header by which a service tells the gateway the route; the gateway removes it.</summary>
    public const string AnswerHeader = "X-AfterSales-Route";

    /// <summary>Names the request's span after the service's route, because the gateway's own route matches a whole group of paths.</summary>
    public static void SetRoute(HttpContext context, string? route) => context.Items[typeof(RequestSpanNames)] = route;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                async (context, rest) =>
                {
                    var span = Activity.Current;
                    await rest(context);
                    if (span is { IsAllDataRequested: true })
                    {
                        var route =
                            context.Items[typeof(RequestSpanNames)] as string
                            ?? (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
                    }
                }
            );
            next(app);
        };
}
