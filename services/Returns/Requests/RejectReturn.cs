using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns/{id}/reject</c>: an agent rejects a request that the policy left to them.</summary>
internal static class RejectReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/{id:guid}/reject", HandleAsync)
            .RequireRoles(Roles.Agent)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Reject a request that is under review, with a reason")
            .WithDescription("The text is sent to the customer. The units may be requested again.")
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_possible");

    private static async Task<IResult> HandleAsync(
        Guid id,
        RejectReturnRequest request,
        InstructionHandler handler,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        checks.Text(request.Reason, "reason", 500);
        CustomerText.Check(request.Text, checks);
        return checks.Failed
            ? checks.ToProblem()
            : await handler.HandleAsync(
                id,
                new Rejection(handler.By, request.Reason, request.Text),
                check: null,
                cancellation
            );
    }
}

/// <param name="Reason">The reason for the timeline, without personal data.</param>
/// <param name="Text">The reason for the customer, in their language: 1 to 2,000 characters.</param>
internal sealed record RejectReturnRequest(string Reason, string Text);
