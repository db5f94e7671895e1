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
internal sealed class RequestSpanNames : IStartupFilter
{
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
                        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
                    }
                }
            );
            next(app);
        };
}
