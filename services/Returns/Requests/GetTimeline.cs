using AfterSalesMesh.Returns.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>GET /v1/returns/{id}/timeline</c>: what happened to a return, oldest first.</summary>
internal static class GetTimeline
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/returns/{id:guid}/timeline", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Finance, Roles.Admin)
            .WithSummary("What happened to a return, oldest first")
            .Produces<Page<TimelineItem>>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        Guid id,
        ReturnsDb db,
        CancellationToken cancellation,
        Guid? after = null,
        int limit = Page.DefaultLimit
    )
    {
        var checks = new Checks();
        if (!checks.That(limit is >= 1 and <= Page.MaxLimit, "limit", $"must be from 1 to {Page.MaxLimit}"))
        {
            return checks.ToProblem();
        }
        if (!await db.Returns.AnyAsync(x => x.CorrelationId == id, cancellation))
        {
            return Problem.NotFound("return");
        }
        ReturnTrace.Tag(id);
        var from = after ?? Guid.Empty;
        var entries = await db
            .Timeline.AsNoTracking()
            .Where(x => x.ReturnId == id && x.Id > from)
            .OrderBy(x => x.Id)
            .Take(limit + 1)
            .Select(x => new TimelineItem(x.Id, x.At, x.What, x.By, x.Detail))
            .ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(entries, limit, x => x.Id.ToString()));
    }
}

internal sealed record TimelineItem(Guid Id, DateTimeOffset At, string What, string By, string? Detail);
