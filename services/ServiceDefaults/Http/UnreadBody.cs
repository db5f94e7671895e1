using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// Reads what is still being sent of a body before its request is refused. Else the connection would be closed on the sender, who then
/// sees a broken connection, and the gateway's 502, in place of the refusal.
/// </summary>
internal static class UnreadBody
{
    private const int MostBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    public static void UseUnreadBody(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
                {
                    var body = context.Request.Body;
                    context.Response.OnStarting(() => ReadAsync(context, body));
                }
                return next(context);
            }
        );

    private static async Task ReadAsync(HttpContext context, Stream body)
    {
        if (context.Response.StatusCode < 400 || context.Request.ContentLength > MostBytes)
        {
            return;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(MostTime);
        var buffer = new byte[64 * 1024];
        try
        {
            for (var left = MostBytes; left > 0; )
            {
                var read = await body.ReadAsync(buffer, patience.Token);
                if (read == 0)
                {
                    return;
                }
                left -= read;
            }
        }
        catch (Exception exception)
            when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // Too large, too slow or gone: the refusal is sent all the same.
        }
    }
}
