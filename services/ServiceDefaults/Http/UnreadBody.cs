using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// Reads the rest of a request's body before an error is answered. Otherwise Kestrel closes the connection while the sender is still
/// writing, who then sees a broken connection (or the gateway's 502) instead of the answer.
/// </summary>
internal static class UnreadBody
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

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
        if (context.Response.StatusCode < 400 || context.Request.ContentLength > MaxBytes)
        {
            return;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes;
        }
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(MaxTime);
        try
        {
            await body.CopyToAsync(Stream.Null, timeout.Token);
        }
        catch (Exception exception)
            when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The body is too large, too slow or closed: the answer is sent without reading the rest.
        }
    }
}
