using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary><c>GET /v1/returns/bulk/{id}</c>: how far a bulk request is, and what became of each line.</summary>
internal static class GetBulk
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/returns/bulk/{id:guid}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Admin)
            .WithSummary("Get how far a bulk request is, and what became of its lines, in the order of the request")
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

/// <param name="Items">Its lines, in the order of the request.</param>
internal sealed record BulkProgress(BulkResponse Request, IReadOnlyList<BulkLineItem> Items, string? Next);

/// <param name="Line">Its position in the request, from 0.</param>
/// <param name="ReturnId">The return that it is in; null: it is in none.</param>
/// <param name="RmaNumber">Of that return; null until that is approved.</param>
/// <param name="Rule">The policy rule that accepted or refused it; null: it is pending.</param>
/// <param name="Refusal">Why it was refused, for customers; null: it was not.</param>
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
