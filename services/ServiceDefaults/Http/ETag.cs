using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// The version of something that two people may change. A change with <c>If-Match</c> is refused when the version is not the one
/// that the sender has read.
/// </summary>
public static class ETag
{
    /// <summary>The ETag of a row's version.</summary>
    public static string Of(int version) => $"\"{version}\"";

    /// <summary>Documents that a route honours <c>If-Match</c>.</summary>
    public static RouteHandlerBuilder HonoursIfMatch(this RouteHandlerBuilder route) =>
        route.WithMetadata(new IfMatchMetadata());

    /// <summary>The problem when <c>If-Match</c> names another version than this one; null otherwise.</summary>
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
