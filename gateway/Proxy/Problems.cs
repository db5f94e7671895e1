using System.Diagnostics;
using System.Text.Json;
using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Yarp.ReverseProxy.Model;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>Turns the gateway's own errors into problem details; those of services pass unchanged.</summary>
internal static class Problems
{
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandler = context =>
                    AnswerAsync(
                        context,
                        Of(context, context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error)
                    ),
                SuppressDiagnosticsCallback = handled => handled.Exception is BadHttpRequestException,
            }
        );
        app.UseStatusCodePages(pages => AnswerAsync(pages.HttpContext, Of(pages.HttpContext)));
    }

    private static ProblemHttpResult Of(HttpContext context, Exception exception) =>
        exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } => Problem.Of(
                StatusCodes.Status400BadRequest,
                "malformed_json",
                MalformedJson.Explain(json)
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad => Problem.Of(
                bad.StatusCode,
                "malformed_request",
                MalformedRequest.Explain(bad.Message)
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => SlowBody.Refuse(),
            BadHttpRequestException bad => Problem.Of(bad.StatusCode, "malformed_request", bad.Message),
            _ when GatewayStorage.IsAway(exception) => Problem.Of(
                StatusCodes.Status503ServiceUnavailable,
                "temporarily_unavailable",
                "The gateway can't look up API keys right now. Nothing was changed: retry in a few seconds."
            ),
            _ => InternalError(context),
        };

    private static ProblemHttpResult Of(HttpContext context)
    {
        var (request, status) = (context.Request, context.Response.StatusCode);
        return status switch
        {
            StatusCodes.Status404NotFound => Problem.Of(
                status,
                "not_found",
                $"There is no route {request.Path}: GET /openapi/v1.json lists all routes."
            ),
            StatusCodes.Status405MethodNotAllowed => Problem.Of(
                status,
                "method_not_allowed",
                $"{request.Path} does not allow {request.Method}, only {context.Response.Headers.Allow}."
            ),
            StatusCodes.Status408RequestTimeout => SlowBody.Refuse(),
            StatusCodes.Status500InternalServerError => InternalError(context),
            >= StatusCodes.Status502BadGateway and <= StatusCodes.Status504GatewayTimeout => Problem.Of(
                status,
                "upstream_unavailable",
                $"The service '{Cluster(context)}' does not answer, and it is unknown whether the request was carried out. "
                    + "Retry in a few seconds with the same Idempotency-Key."
            ),
            _ => Problem.Of(
                status,
                Word(status),
                $"{request.Method} {request.Path} was refused: {ReasonPhrases.GetReasonPhrase(status)}."
            ),
        };
    }

    private static ProblemHttpResult InternalError(HttpContext context) =>
        Problem.Of(
            StatusCodes.Status500InternalServerError,
            "internal_error",
            $"An internal error occurred. Quote {Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier} when you report it."
        );

    private static Task AnswerAsync(HttpContext context, ProblemHttpResult problem)
    {
        if (problem.StatusCode >= StatusCodes.Status502BadGateway)
        {
            context.Response.Headers.RetryAfter = "2";
        }
        return problem.ExecuteAsync(context);
    }

    private static string? Cluster(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Cluster?.ClusterId;

    private static string Word(int status) =>
        ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase
            ? string.Concat(phrase.ToLowerInvariant().Select(letter => char.IsAsciiLetter(letter) ? letter : '_'))
            : "refused";
}
