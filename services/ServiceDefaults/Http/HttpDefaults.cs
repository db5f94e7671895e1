using System.Text.Json;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.ServiceDefaults.Http;

internal static class HttpDefaults
{
    public static void AddHttpDefaults(this IServiceCollection services)
    {
        services.AddApiJson();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails(problems =>
            problems.CustomizeProblemDetails = context =>
            {
                // The details of ASP.NET's own refusals.
                context.ProblemDetails.Detail ??= context.HttpContext.Response.StatusCode switch
                {
                    StatusCodes.Status404NotFound => "There is no such route: GET /openapi/v1.json lists all routes.",
                    StatusCodes.Status405MethodNotAllowed =>
                        $"This route does not allow {context.HttpContext.Request.Method}, only {context.HttpContext.Response.Headers.Allow}.",
                    StatusCodes.Status408RequestTimeout => SlowBody.Detail,
                    StatusCodes.Status415UnsupportedMediaType =>
                        "The body must be JSON with Content-Type: application/json, or text/csv where a file is uploaded.",
                    _ => null,
                };
                if (context.ProblemDetails.Type?.StartsWith("urn:", StringComparison.Ordinal) != true)
                {
                    context.ProblemDetails.Type = Problem.TypeOf(
                        ReasonPhrases
                            .GetReasonPhrase(context.HttpContext.Response.StatusCode)
                            .ToLowerInvariant()
                            .Replace(' ', '_')
                    );
                }
            }
        );
        services.AddApiDescription();
    }

    public static void UseHttpDefaults(this WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandler = AnswerAsync,
                // A caller's error is not logged.
                SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
            }
        );
        app.UseStatusCodePages();
        app.UseRouting();
        app.Use(RawPath.ReadAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRequestRules();
        // After the rules, which normalize the storefront's id.
        app.Use(AllowStorefrontsAsync);
        app.UseMiddleware<IdempotencyKeyMiddleware>();
    }

    /// <summary>Limits the request to the rows of its caller's storefronts, or of the one that a read chooses by <c>?storefrontId=</c>.</summary>
    private static Task AllowStorefrontsAsync(HttpContext context, RequestDelegate next)
    {
        if (context.User.Identity is { IsAuthenticated: true })
        {
            IReadOnlyList<string> storefronts = context.RequestServices.GetRequiredService<Caller>().Storefronts;
            if (
                HttpMethods.IsGet(context.Request.Method)
                && context.Request.Query[RequestRules.StorefrontId] is { Count: > 0 } chosen
            )
            {
                storefronts = [.. storefronts.Where(x => chosen == x)];
                if (storefronts.Count == 0)
                {
                    return Problem.NotFound("storefront").ExecuteAsync(context);
                }
            }
            context.RequestServices.GetRequiredService<StorefrontScope>().Allow(storefronts);
        }
        return next(context);
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()!.Error;
        var problem = exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } => Problem.Of(
                400,
                "malformed_json",
                MalformedJson.Explain(json)
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge and var status } => Problem.Of(
                status,
                "body_too_large",
                "The body is larger than this call accepts."
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => SlowBody.Refuse(),
            BadHttpRequestException bad => Problem.Of(
                bad.StatusCode,
                "malformed_request",
                MalformedRequest.Explain(bad.Message)
            ),
            _ when Outage.Is(exception) => Problem.Of(
                StatusCodes.Status503ServiceUnavailable,
                "temporarily_unavailable",
                "The database does not answer, and it is unknown whether the request was carried out. Repeat it in a few seconds, with the same Idempotency-Key."
            ),
            _ => Problem.Of(
                StatusCodes.Status500InternalServerError,
                "internal_error",
                $"An internal error occurred. Quote {context.TraceIdentifier} when you report it."
            ),
        };
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "2";
        }
        return problem.ExecuteAsync(context);
    }
}
