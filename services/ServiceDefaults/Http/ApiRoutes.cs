using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>The problem types, without their prefix, that a route gives with a status.</summary>
internal sealed record ProblemTypes(int Status, IReadOnlyList<string> Words);

public static class ApiRoutes
{
    /// <summary>A group for all routes of a host: it documents the problems that each of them can answer.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("");
        api.AddEndpointFilterFactory(ParameterRules.Check);
        ((IEndpointConventionBuilder)api).Finally(route =>
        {
            foreach (var problem in CommonProblems(route.Metadata).ToList())
            {
                route.Metadata.Add(problem);
            }
            foreach (var status in route.Metadata.OfType<ProblemTypes>().Select(x => x.Status).Distinct().ToList())
            {
                route.Metadata.Add(
                    new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"])
                );
            }
        });
        return api;
    }

    /// <summary>Documents problems that this route can answer, in addition to the common ones.</summary>
    /// <param name="words">The problem types, without their prefix.</param>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, int status, params string[] words) =>
        route.WithMetadata(new ProblemTypes(status, words));

    private static IEnumerable<ProblemTypes> CommonProblems(IList<object> metadata)
    {
        var hasBody = metadata.OfType<IAcceptsMetadata>().Any();
        yield return new(
            StatusCodes.Status400BadRequest,
            [
                "invalid_request",
                "malformed_request",
                "unknown_parameter",
                .. hasBody ? ["malformed_json"] : (string[])[],
            ]
        );
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            yield return new(StatusCodes.Status401Unauthorized, ["unauthenticated"]);
        }
        if (RequireRolesExtensions.RolesOf(metadata).Count > 0)
        {
            yield return new(StatusCodes.Status403Forbidden, ["forbidden"]);
        }
        // A read may name a storefront, which may not be the caller's.
        if (metadata.OfType<IHttpMethodMetadata>().Any(x => x.HttpMethods.Contains(HttpMethods.Get)))
        {
            yield return new(StatusCodes.Status404NotFound, ["not_found"]);
        }
        if (hasBody)
        {
            yield return new(StatusCodes.Status408RequestTimeout, ["request_timeout"]);
            yield return new(StatusCodes.Status413PayloadTooLarge, ["body_too_large"]);
            yield return new(StatusCodes.Status415UnsupportedMediaType, ["unsupported_media_type"]);
        }
        if (metadata.OfType<WritesMetadata>().FirstOrDefault() is { KeyInBody: false } writes)
        {
            if (writes.KeyRequired)
            {
                yield return new(StatusCodes.Status400BadRequest, ["idempotency_key_required"]);
            }
            yield return new(StatusCodes.Status409Conflict, ["request_in_progress"]);
            yield return new(StatusCodes.Status422UnprocessableEntity, ["idempotency_key_reused"]);
        }
        if (metadata.OfType<IfMatchMetadata>().Any())
        {
            yield return new(StatusCodes.Status412PreconditionFailed, ["changed_since"]);
        }
        yield return new(StatusCodes.Status429TooManyRequests, ["too_many_requests"]);
        yield return new(StatusCodes.Status500InternalServerError, ["internal_error"]);
        yield return new(StatusCodes.Status503ServiceUnavailable, ["temporarily_unavailable", "upstream_unavailable"]);
    }
}
