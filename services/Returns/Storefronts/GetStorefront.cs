using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Storefronts;

/// <summary><c>GET /v1/storefront</c>: a storefront's settings.</summary>
internal static class GetStorefront
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/storefront", HandleAsync)
            .RequireRoles([.. Roles.All])
            .WithSummary("Get a storefront's settings; 404 until they are put")
            .Produces<StorefrontSettings>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        HttpResponse http,
        Caller caller,
        ReturnsDb db,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var id) is { } refused)
        {
            return refused;
        }
        var found = await db.Storefronts.AsNoTracking().FirstOrDefaultAsync(x => x.StorefrontId == id, cancellation);
        if (found is null)
        {
            return Problem.Of(
                StatusCodes.Status404NotFound,
                "not_found",
                $"The storefront '{id}' has no settings yet: PUT them to /v1/storefront."
            );
        }
        http.Headers.ETag = ETag.Of(found.Version);
        return TypedResults.Ok(found.Settings);
    }
}
