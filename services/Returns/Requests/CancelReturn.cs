using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns/{id}/cancel</c>: cancels a return until its parcel is handed over.</summary>
internal static class CancelReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/{id:guid}/cancel", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Cancel a return whose parcel has not been handed over")
            .WithDescription(
                "An approved return is cancelled once the warehouse has confirmed that nothing of it has arrived; if goods "
                    + "have arrived meanwhile, they are settled. Until the warehouse answers, the status does not change."
            )
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_possible");

    private static Task<IResult> HandleAsync(Guid id, InstructionHandler handler, CancellationToken cancellation) =>
        handler.HandleAsync(id, new Cancellation(handler.By), check: null, cancellation);
}
