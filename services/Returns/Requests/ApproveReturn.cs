using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns/{id}/approve</c>: an agent approves a request that the policy left to them.</summary>
internal static class ApproveReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/{id:guid}/approve", HandleAsync)
            .RequireRoles(Roles.Agent)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Approve a request that is under review")
            .WithDescription("The return's deadlines begin now.")
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_possible");

    private static Task<IResult> HandleAsync(Guid id, InstructionHandler handler, CancellationToken cancellation) =>
        handler.HandleAsync(id, new Approval(handler.By), check: null, cancellation);
}
