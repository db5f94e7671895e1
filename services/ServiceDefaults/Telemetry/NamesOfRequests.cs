using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>The span of a request is called what was asked: all of them would have one name.</summary>
internal sealed class NamesOfRequests : IStartupFilter
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
