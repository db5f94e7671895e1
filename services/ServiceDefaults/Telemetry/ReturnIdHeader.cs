using System.Diagnostics;
using Microsoft.AspNetCore.Builder;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

internal static class ReturnIdHeader
{
    /// <summary>Sends the gateway the id of the return in a header; the gateway tags its span with it and removes the header.</summary>
    public static void UseReturnIdHeader(this WebApplication app) =>
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
                        return Task.CompletedTask;
                    });
                }
                return next(context);
            }
        );
}
