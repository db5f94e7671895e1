using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// Names the span of a request after its method and route. ASP.NET Core fills its attributes and leaves one name for all;
/// OpenTelemetry's instrumentation would name it, too, but continue the trace of any caller.
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
