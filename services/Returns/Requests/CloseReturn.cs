using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns/{id}/close</c>: an agent closes a return by hand.</summary>
internal static class CloseReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/{id:guid}/close", HandleAsync)
            .RequireRoles(Roles.Agent)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Close a return by hand, with a reason")
            .WithDescription(
                "Parked refunds and units that no round has are waited for no longer, and nothing more is expected. Not while "
                    + "units are inspected or a refund is under way. Of an ended return, it removes the attention. Units that no "
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

/// <param name="Reason">Why, in the agent's words; no personal data.</param>
internal sealed record CloseReturnRequest(string Reason);
