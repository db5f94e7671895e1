using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns/{id}/close</c>: an agent closes a return manually.</summary>
internal static class CloseReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/{id:guid}/close", HandleAsync)
            .RequireRoles(Roles.Agent)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Close a return manually, with a reason")
            .WithDescription(
                "The return no longer waits for parked refunds, units that no round has, or parcels. It cannot be closed while "
                    + "units are being inspected or a refund is under way. For an ended return, it removes the attention. Units that no "
                    + "round has may then be assigned to another return in the warehouse."
            )
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_possible");

    private static async Task<IResult> HandleAsync(
        Guid id,
        CloseReturnRequest request,
        InstructionHandler handler,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        checks.Text(request.Reason, "reason", 500);
        return checks.Failed
            ? checks.ToProblem()
            : await handler.HandleAsync(id, new ManualClosing(handler.By, request.Reason), check: null, cancellation);
    }
}

/// <param name="Reason">The reason, in the agent's words, without personal data.</param>
internal sealed record CloseReturnRequest(string Reason);
