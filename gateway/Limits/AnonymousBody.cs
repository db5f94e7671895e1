using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.Gateway.Limits;

/// <summary>
/// Reads the body of a call without a key (a webhook) before the call counts as running: callers without a key share a few
/// slots for each address, and a slow body must not occupy one.
/// </summary>
internal sealed class AnonymousBody(RequestDelegate next, TimeProvider time)
{
    /// <summary>The same limit as that of the webhook.</summary>
    private const long MaxBytes = 256 * 1024;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context) =>
        await (await RefusalOfAsync(context) is { } refusal ? refusal.ExecuteAsync(context) : next(context));

    private async Task<ProblemHttpResult?> RefusalOfAsync(HttpContext context)
    {
        if (
            context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null
            || context.User.Identity is { IsAuthenticated: true }
            || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true
        )
        {
            return null;
        }
        using var timeout = new CancellationTokenSource(MaxTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            return
                context.Request.ContentLength is null or <= MaxBytes
                && await RequestBody.ReadAsync(context, MaxBytes, either.Token)
                ? null
                : Problem.Of(
                    StatusCodes.Status413PayloadTooLarge,
                    "body_too_large",
                    $"The body may have at most {MaxBytes} bytes."
                );
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            context.Response.Headers.Connection = "close";
            return Problem.Of(
                StatusCodes.Status408RequestTimeout,
                "request_timeout",
                $"The body did not arrive within {MaxTime.TotalSeconds} seconds. Send the request again."
            );
        }
    }
}
