using AfterSalesMesh.Returns.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>GET /v1/returns/{id}</c>: where a return is.</summary>
internal static class GetReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/returns/{id:guid}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Finance, Roles.Admin)
            .WithSummary("Where a return is")
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        Guid id,
        HttpResponse http,
        ReturnsDb db,
        CancellationToken cancellation
    )
    {
        var it = await db
            .Returns.AsNoTracking()
            .Include(x => x.Units)
            .FirstOrDefaultAsync(x => x.CorrelationId == id, cancellation);
        if (it is null)
        {
            return Problem.NotFound("return");
        }
        ReturnTrace.Tag(id, it);
        http.Headers.ETag = ETag.Of(it.Version);
        return TypedResults.Ok(ReturnResponse.Of(it));
    }
}
