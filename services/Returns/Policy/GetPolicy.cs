using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Policy;

/// <summary><c>GET /v1/policy</c>: the policy in effect now or at a given time.</summary>
internal static class GetPolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/policy", HandleAsync)
            .RequireRoles([.. Roles.All])
            .WithSummary("Get the policy in effect")
            .WithDescription(
                "A storefront that has put no policy has the preset fashion. The ETag is that of the last version that was put, which may come into effect later."
            )
            .Produces<PolicyResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        HttpResponse http,
        Caller caller,
        ReturnsDb db,
        PolicyVersions versions,
        TimeProvider time,
        CancellationToken cancellation,
        string? storefrontId = null,
        string? company = null,
        string? at = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var checks = new Checks();
        checks.OptionalIdentifier(company, "company", PolicyVersion.MaxCompany);
        var now = checks.Time(at, "at") ?? time.GetUtcNow();
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        http.Headers.ETag = ETag.Of(await versions.LastNumberAsync(storefront, company ?? "", cancellation));
        var found = await versions.FindAsync(storefront, company, now, cancellation);
        return found is null
            ? TypedResults.Ok(PolicyResponse.OfPreset(Presets.All[Presets.Fashion], now))
            : TypedResults.Ok(
                PolicyResponse.Of(
                    await db.Set<PolicyVersion>().AsNoTracking().FirstAsync(x => x.Id == found.Id, cancellation)
                )
            );
    }
}
