using AfterSalesMesh.Gateway.Proxy;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.Gateway.Limits;

/// <summary>Refuses requests that are too large or can't be forwarded, with problem details, before any service sees them.</summary>
internal sealed class RequestSize(RequestDelegate next)
{
    public const int MaxUrl = 8 * 1024;
    public const int MaxHeaders = 32 * 1024;

    public async Task InvokeAsync(HttpContext context) =>
        await (await RefusalOfAsync(context) is { } refusal ? refusal.ExecuteAsync(context) : next(context));

    private static async Task<ProblemHttpResult?> RefusalOfAsync(HttpContext context)
    {
        if (context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > MaxUrl)
        {
            return Problem.Of(
                StatusCodes.Status414UriTooLong,
                "url_too_long",
                $"The URL may have at most {MaxUrl} characters."
            );
        }
        if (context.Request.Headers.Sum(x => x.Key.Length + x.Value.Sum(value => value?.Length ?? 0)) > MaxHeaders)
        {
            return Problem.Of(
                StatusCodes.Status431RequestHeaderFieldsTooLarge,
                "headers_too_large",
                $"The headers may have at most {MaxHeaders} bytes."
            );
        }
        if (NotAscii(context.Request) is { } header)
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest,
                "malformed_request",
                $"The header {header} may have only visible ASCII characters and spaces."
            );
        }
        return await HasFittingBodyAsync(context)
            ? null
            : Problem.Of(
                StatusCodes.Status413PayloadTooLarge,
                "body_too_large",
                $"The body may have at most {MaxUpload(context.Request) ?? MeshHost.MaxBodyBytes} bytes."
            );
    }

    /// <summary>The first header that is not ASCII, which HttpClient would drop instead of forwarding; null: none.</summary>
    private static string? NotAscii(HttpRequest request) =>
        Routes.ForwardedHeaders.FirstOrDefault(header =>
            request.Headers[header].Any(value => value?.AsSpan().ContainsAnyExceptInRange(' ', '~') ?? false)
        );

    /// <summary>The maximum length of an upload's body, which is streamed and never held in memory; null: the call is not an upload.</summary>
    private static long? MaxUpload(HttpRequest request) =>
        Routes
            .Uploads.Where(x =>
                HttpMethods.Equals(request.Method, x.Method) && request.Path.StartsWithSegments(x.Prefix)
            )
            .Select(x => (long?)x.MaxBytes)
            .FirstOrDefault();

    private static async Task<bool> HasFittingBodyAsync(HttpContext context)
    {
        var request = context.Request;
        if (MaxUpload(request) is { } most)
        {
            // Without a declared length, the service enforces the limit.
            return !(request.ContentLength > most);
        }
        if (request.ContentLength is { } length)
        {
            return length <= MeshHost.MaxBodyBytes;
        }
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
        {
            return true;
        }
        // The length is not declared, so the body is read here first.
        return await RequestBody.ReadAsync(context, MeshHost.MaxBodyBytes, context.RequestAborted);
    }
}
