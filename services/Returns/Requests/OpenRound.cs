using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns/{id}/rounds</c>: an agent opens a round with the units that came too late.</summary>
internal static class OpenRound
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/{id:guid}/rounds", HandleAsync)
            .RequireRoles(Roles.Agent)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Open a round with the units that came too late")
            .WithDescription(
                "They are inspected and refunded like any others; an ended return is reopened. Not possible for units that "
                    + "another return has requested meanwhile: close this return, then assign them to that one in the "
                    + "warehouse."
            )
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_possible");

    private static Task<IResult> HandleAsync(Guid id, InstructionHandler handler, CancellationToken cancellation) =>
        handler.HandleAsync(id, new NewRound(handler.By), check: null, cancellation);
}
