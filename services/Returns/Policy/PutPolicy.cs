using System.Text.Json;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.Extensions;

namespace AfterSalesMesh.Returns.Policy;

/// <summary><c>PUT /v1/policy</c>: adds a version of a storefront's policy, in effect from a given time. Earlier versions stay.</summary>
internal static class PutPolicy
{
    // Clocks differ: a request for "now" must not be refused as being in the past.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/v1/policy", HandleAsync)
            .RequireRoles(Roles.Admin, Roles.Settings)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Put a new version of the policy")
            .WithDescription(
                "The document has the shape that /schemas/policy.json describes; errors are named by their JSON pointers. The answer lists the changes from the previous version."
            )
            .Produces<PutPolicyResponse>(StatusCodes.Status201Created)
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status400BadRequest, "invalid_policy");

    private static async Task<IResult> HandleAsync(
        PolicyRequest body,
        HttpRequest request,
        Caller caller,
        ReturnsDb db,
        PolicyVersions versions,
        TimeProvider time,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var (now, checks) = (time.GetUtcNow(), body.Draft.Check());
        checks.OptionalIdentifier(body.Company, "company", PolicyVersion.MaxCompany);
        checks.That(
            body.EffectiveFrom is null
                || (body.EffectiveFrom >= now - Tolerance && body.EffectiveFrom <= now.AddYears(10)),
            "effectiveFrom",
            "must not be in the past, and within ten years: a policy does not change earlier decisions"
        );
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        if (body.Draft.Read(out var document) is { } invalid)
        {
            return invalid;
        }
        var company = body.Company ?? "";
        var last = await versions.LastNumberAsync(storefront, company, cancellation);
        if (ETag.Mismatch(request, last) is { } changed)
        {
            return changed;
        }
        // A storefront begins with a preset, so that each version has a previous one.
        var before = await FindBeforeAsync(versions, storefront, body.Company, now, cancellation);
        last = before?.Company == company ? Math.Max(last, before.Number) : last;
        var effectiveFrom = body.EffectiveFrom is { } from && from > now ? from.ToUniversalTime() : now;
        var version = PolicyVersions.Make(storefront, company, last + 1, effectiveFrom, document!, now, caller);
        db.Add(version);
        return TypedResults.Created(
            LocationOf(version.Number, storefrontId, body.Company),
            new PutPolicyResponse(
                version.Number,
                body.Company,
                version.Name,
                effectiveFrom,
                before is null ? [] : PolicyChange.Between(before.Document, document!)
            )
        );
    }

    /// <returns>The version in effect; null: its document cannot be read, which must not keep a better one out.</returns>
    private static async Task<EffectivePolicy?> FindBeforeAsync(
        PolicyVersions versions,
        string storefront,
        string? company,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        try
        {
            return await versions.InEffectAsync(storefront, company, now, cancellation);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string LocationOf(int version, string? storefrontId, string? company)
    {
        var query = new QueryBuilder();
        if (storefrontId is not null)
        {
            query.Add("storefrontId", storefrontId);
        }
        if (company is not null)
        {
            query.Add("company", company);
        }
        return $"/v1/policy/versions/{version}{query}";
    }
}

/// <summary>A policy to put: a document, or the name of a preset.</summary>
/// <param name="Document">The document, described by /schemas/policy.json.</param>
/// <param name="EffectiveFrom">From when the policy is in effect, UTC; default: now.</param>
/// <param name="Company">The company whose orders the policy applies to; default: all companies without a policy of their own.</param>
internal sealed record PolicyRequest(
    JsonElement? Document = null,
    [property: OneOf(Presets.Fashion, Presets.FashionEu)] string? Preset = null,
    DateTimeOffset? EffectiveFrom = null,
    string? Company = null
)
{
    internal PolicyDraft Draft => new(Document, Preset);
}

/// <param name="EffectiveFrom">UTC.</param>
/// <param name="Changes">The changes from the version in effect now.</param>
internal sealed record PutPolicyResponse(
    int Version,
    string? Company,
    string Name,
    DateTimeOffset EffectiveFrom,
    IReadOnlyList<PolicyChange> Changes
);
