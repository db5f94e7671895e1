using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary><c>GET /v1/returns/bulk/{id}</c>: the progress of a bulk request and the outcome of each line.</summary>
internal static class GetBulk
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/returns/bulk/{id:guid}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Admin)
            .WithSummary("Get the progress of a bulk request and the outcome of its lines, in the order of the request")
            .Produces<BulkProgress>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        Guid id,
        ReturnsDb db,
        CancellationToken cancellation,
        int? after = null,
        int limit = Page.DefaultLimit
    )
    {
        if (await db.BulkJobs.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellation) is not { } job)
        {
            return Problem.NotFound("bulk request");
        }
        var page = await db
            .BulkLines.AsNoTracking()
            .Where(x => x.JobId == id && (after == null || x.Position > after))
            .OrderBy(x => x.Position)
            .ToPageAsync(limit, x => $"{x.Position}", cancellation);
        List<Guid> ids = [.. page.Items.Select(x => x.ReturnId).OfType<Guid>().Distinct()];
        var numbers = await db
            .Returns.Where(x => ids.Contains(x.CorrelationId))
            .Where(x => x.IsApproved)
            .Select(x => new { x.CorrelationId, x.RmaNumber })
            .ToDictionaryAsync(x => x.CorrelationId, x => x.RmaNumber, cancellation);
        return TypedResults.Ok(
            new BulkProgress(
                BulkResponse.Of(job),
                [.. page.Items.Select(x => BulkLineItem.Of(x, numbers.GetValueOrDefault(x.ReturnId ?? Guid.Empty)))],
                page.Next
            )
        );
    }
}

/// <param name="Items">The lines, in the order of the request.</param>
internal sealed record BulkProgress(BulkResponse Request, IReadOnlyList<BulkLineItem> Items, string? Next);

/// <param name="Line">The line's position in the request, from 0.</param>
/// <param name="ReturnId">The return that the line is in; null: none.</param>
/// <param name="RmaNumber">The RMA number of that return; null until it is approved.</param>
/// <param name="Rule">The policy rule that accepted or refused the line; null: it is pending.</param>
/// <param name="Refusal">The reason for a refusal, for customers; null: it was not refused.</param>
internal sealed record BulkLineItem(
    int Line,
    string OrderNumber,
    string LineId,
    int Quantity,
    string Reason,
    [property: OneOf(typeof(Resolutions))] string Resolution,
    string? Wearer,
    string? Comment,
    [property: OneOf(typeof(BulkOutcomes))] string Outcome,
    Guid? ReturnId,
    string? RmaNumber,
    string? Rule,
    LocalText? Refusal
)
{
    public static BulkLineItem Of(BulkLine line, string? rmaNumber) =>
        new(
            line.Position,
            line.OrderNumber,
            line.LineId,
            line.Quantity,
            line.Reason,
            line.Resolution,
            line.Wearer,
            line.Comment,
            line.Outcome,
            line.ReturnId,
            rmaNumber,
            line.Rule,
            line.Refusal
        );
}
