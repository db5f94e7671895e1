using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>GET /v1/returns/{id}/timeline</c>: the timeline of a return, oldest entry first.</summary>
internal static class GetTimeline
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/returns/{id:guid}/timeline", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Finance, Roles.Admin)
            .WithSummary("List the timeline of a return, oldest entry first")
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
        if (!await db.Returns.AnyAsync(x => x.CorrelationId == id, cancellation))
        {
            return Problem.NotFound("return");
        }
        ReturnTrace.Tag(id);
        var from = after ?? Guid.Empty;
        var page = await db
            .Timeline.AsNoTracking()
            .Where(x => x.ReturnId == id && x.Id > from)
            .OrderBy(x => x.Id)
            .ToPageAsync(limit, x => x.Id.ToString(), cancellation);
        return TypedResults.Ok(page.Map(TimelineItem.Of));
    }
}

/// <param name="At">When the event happened, UTC.</param>
/// <param name="What">The kind of event, for example <c>refund_planned</c>.</param>
/// <param name="By">The person's id, else the service or kind of person, for example <c>warehouse</c> or <c>customer</c>.</param>
/// <param name="ByName">The person's name; null if <c>by</c> is not a person's id.</param>
/// <param name="Detail">The event's fields as a text for people; null: it has none.</param>
/// <param name="Event">The kind of event with its fields; amounts are minor units.</param>
internal sealed record TimelineItem(
    Guid Id,
    DateTimeOffset At,
    string What,
    string By,
    string? ByName,
    string? Detail,
    TimelineEvent Event
)
{
    public static TimelineItem Of(TimelineEntry entry) =>
        new(entry.Id, entry.At, entry.Event.Kind, entry.By, entry.ByName, entry.Event.Detail, entry.Event);
}
