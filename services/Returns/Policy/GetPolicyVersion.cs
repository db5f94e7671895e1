using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Policy;

/// <summary><c>GET /v1/policy/versions/{number}</c>: a version of a policy, which returns and decisions name.</summary>
internal static class GetPolicyVersion
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/policy/versions/{number:int}", HandleAsync)
            .RequireRoles([.. Roles.All])
            .WithSummary("Get a version of the policy")
            .Produces<PolicyResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        int number,
        Caller caller,
        ReturnsDb db,
        CancellationToken cancellation,
        string? storefrontId = null,
        string? company = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var checks = new Checks();
        if (!checks.OptionalIdentifier(company, "company", PolicyVersion.MaxCompany))
        {
            return checks.ToProblem();
        }
        var found = await db.Set<PolicyVersion>()
            .AsNoTracking()
            .FirstOrDefaultAsync(
                x => x.StorefrontId == storefront && x.Company == (company ?? "") && x.Number == number,
                cancellation
            );
        return found is null ? Problem.NotFound("policy version") : TypedResults.Ok(PolicyResponse.Of(found));
    }
}
