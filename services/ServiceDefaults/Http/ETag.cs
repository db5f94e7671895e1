using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// The version of an object that two people may change. A change with <c>If-Match</c> is refused when the version is not the one
/// that the sender has read.
/// </summary>
public static class ETag
{
    /// <summary>The ETag of a row's version.</summary>
    public static string Of(int version) => $"\"{version}\"";

    /// <summary>The ETag that a tracked row will have once its changes are committed, for the answer of a route that changes it.</summary>
    public static string AfterCommit<T>(DbContext db, T row)
        where T : class, IVersioned => Of(db.Entry(row).State == EntityState.Modified ? row.Version + 1 : row.Version);

    /// <summary>Documents that a route honours <c>If-Match</c>.</summary>
    public static RouteHandlerBuilder HonoursIfMatch(this RouteHandlerBuilder route) =>
        route.WithMetadata(new IfMatchMetadata());

    /// <summary>The problem when <c>If-Match</c> names a different version; else null.</summary>
    /// <param name="version">The current version; null: the object does not exist, so no <c>If-Match</c> matches.</param>
    public static ProblemHttpResult? Mismatch(HttpRequest request, int? version)
    {
        var expected = request.GetTypedHeaders().IfMatch;
        return
            request.Headers.IfMatch.Count == 0
            || (
                version is { } present
                && expected.Any(x =>
                    x == EntityTagHeaderValue.Any || (!x.IsWeak && x.Tag.Equals(Of(present), StringComparison.Ordinal))
                )
            )
            ? null
            : Problem.Of(
                StatusCodes.Status412PreconditionFailed,
                "changed_since",
                version is { } now
                    ? $"The resource has changed since you read it: its ETag is now {Of(now)}. Read it again before you change it."
                    : "The resource does not exist (any more). Omit If-Match to create it."
            );
    }
}

internal sealed record IfMatchMetadata;
