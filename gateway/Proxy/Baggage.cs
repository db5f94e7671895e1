using Microsoft.AspNetCore.Http.Features;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>Tracing would pass on to the services whatever a stranger put into the header <c>baggage</c>.</summary>
internal static class Baggage
{
    public static Task DropAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            foreach (var (name, _) in activity.Baggage.ToList())
            {
                activity.SetBaggage(name, null);
            }
        }
        return next(context);
    }
}
