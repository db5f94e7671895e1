using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// Where two people may act on one thing, it has an <c>ETag</c>: who gives it back as <c>If-Match</c> changes only what they
/// have seen.
/// </summary>
public static class ETag
{
    /// <summary>The ETag of a row's version.</summary>
    public static string Of(int version) => $"\"{version}\"";

    /// <summary>Documents that a route honours <c>If-Match</c>.</summary>
    public static RouteHandlerBuilder HonoursIfMatch(this RouteHandlerBuilder route) =>
        route.WithMetadata(new IfMatchMetadata());

    /// <summary>A problem where the request's <c>If-Match</c> names another version than this, else null.</summary>
    public static ProblemHttpResult? Mismatch(HttpRequest request, int version)
    {
        var expected = request.GetTypedHeaders().IfMatch;
        return
            request.Headers.IfMatch.Count == 0
            || expected.Any(x =>
                x == EntityTagHeaderValue.Any || (!x.IsWeak && x.Tag.Equals(Of(version), StringComparison.Ordinal))
            )
            ? null
            : Problem.Of(
                StatusCodes.Status412PreconditionFailed,
                "changed_since",
                $"This has changed since you read it: its ETag is {Of(version)} now. Read it again before you change it."
            );
    }
}

internal sealed record IfMatchMetadata;
