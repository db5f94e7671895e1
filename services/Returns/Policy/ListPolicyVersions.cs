using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Policy;

/// <summary><c>GET /v1/policy/versions</c>: the versions of a policy and of those of companies, the last one first.</summary>
internal static class ListPolicyVersions
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/policy/versions", HandleAsync)
            .RequireRoles([.. Roles.All])
            .WithSummary("List the versions of the policy, the last one first")
            .Produces<Page<PolicyVersionItem>>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        Caller caller,
        ReturnsDb db,
        CancellationToken cancellation,
        string? storefrontId = null,
        Guid? after = null,
        int limit = Page.DefaultLimit
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var versions = db.Set<PolicyVersion>().Where(x => x.StorefrontId == storefront);
        if (after is not null)
        {
            versions = versions.Where(x => x.Id < after);
        }
        var page = await versions
            .OrderByDescending(x => x.Id)
            .Select(x => new
            {
                x.Id,
                Item = new PolicyVersionItem(
                    x.Number,
                    x.Company == "" ? null : x.Company,
                    x.Name,
                    x.EffectiveFrom,
                    x.PutAt,
                    x.PutBy,
                    x.PutByName
                ),
            })
            .ToPageAsync(limit, x => x.Id.ToString(), cancellation);
        return TypedResults.Ok(page.Map(x => x.Item));
    }
}
