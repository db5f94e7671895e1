using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>GET /v1/returns/{id}</c>: a return and its status.</summary>
internal static class GetReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/returns/{id:guid}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Finance, Roles.Admin)
            .WithSummary("Get a return and its status")
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        Guid id,
        HttpResponse http,
        ReturnsDb db,
        CancellationToken cancellation
    )
    {
        var found = await db.FindWithGoodsAsync(id, QueryTrackingBehavior.NoTracking, cancellation);
        if (found is null)
        {
            return Problem.NotFound("return");
        }
        ReturnTrace.Tag(id, found);
        http.Headers.ETag = ETag.Of(found.Version);
        return TypedResults.Ok(ReturnResponse.Of(found));
    }
}
