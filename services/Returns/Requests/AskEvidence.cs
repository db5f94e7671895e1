using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns/{id}/ask-evidence</c>: an agent asks the customer for evidence that is needed to decide.</summary>
internal static class AskEvidence
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/{id:guid}/ask-evidence", HandleAsync)
            .RequireRoles(Roles.Agent)
            .Writes<ReturnsDb>()
            .HonoursIfMatch()
            .WithSummary("Ask the customer for evidence on a request that is under review")
            .WithDescription(
                "The text is sent to the customer. The agent's time is paused until the customer answers or their time for it is over."
            )
            .Produces<ReturnResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_possible");

    private static async Task<IResult> HandleAsync(
        Guid id,
        AskEvidenceRequest request,
        InstructionHandler handler,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        CustomerText.Check(request.Text, checks);
        return checks.Failed
            ? checks.ToProblem()
            : await handler.HandleAsync(id, new EvidenceRequest(handler.By, request.Text), check: null, cancellation);
    }
}

/// <param name="Text">The question to the customer, in their language: 1 to 2,000 characters.</param>
internal sealed record AskEvidenceRequest(string Text);
