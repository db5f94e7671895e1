using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Operations;

/// <summary><c>GET /v1/ops/stuck</c>: returns that are stuck, and those that wait for a person.</summary>
internal static class ListStuck
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/ops/stuck", HandleAsync)
            .RequireRoles(Roles.Admin)
            .WithSummary("List returns that are stuck, and those that wait for a person")
            .WithDescription(
                "The kind parked lists every return that waits for a person (attention): for example one with a parked refund, with "
                    + "unassigned units, or with an overdue verdict."
            );

    private static async Task<Ok<Page<StuckItem>>> HandleAsync(
        ReturnsDb db,
        DatabaseClock<ReturnsDb> clock,
        CancellationToken cancellation,
        [OneOf(StuckItem.Stuck, StuckItem.Parked)] string? kind = null,
        Guid? after = null,
        int limit = Page.DefaultLimit
    )
    {
        var returns = db.Returns.AsNoTracking();
        var now = clock.UtcNow;
        var selected = kind switch
        {
            StuckItem.Stuck => returns.Stuck(now),
            StuckItem.Parked => returns.NeedingAttention(),
            _ => returns.Stuck(now).Union(returns.NeedingAttention()),
        };
        // Sorted by id, and so by the time of the request: a return that leaves the list does not move others to another page.
        var page = await selected
            .Where(x => after == null || x.CorrelationId > after)
            .OrderBy(x => x.CorrelationId)
            .ToPageAsync(limit, x => x.CorrelationId.ToString(), cancellation);
        return TypedResults.Ok(page.Map(x => StuckItem.Of(x, kind, now)));
    }
}

/// <param name="Kind"><c>stuck</c>: the return should have left its state by itself; <c>parked</c>: the return waits for a person (attention).</param>
/// <param name="WaitsFor">
/// What the return waits for: <c>agent</c> or <c>customer</c> (a review), <c>parcel_not_seen</c>, <c>receipt_closed</c>, <c>inspection_completed</c>,
/// <c>refund_outcome</c>, <c>customer_told</c> or <c>person</c>.
/// </param>
/// <param name="Repeats">The command that the return repeats while it waits.</param>
/// <param name="Since">Since when the return waits, UTC.</param>
/// <param name="AllowedUntil">By when the wait should have ended, UTC.</param>
/// <param name="Repeated">How often the command was repeated.</param>
/// <param name="NextAt">When the command is repeated next, UTC.</param>
/// <param name="Reason">The reason why the return waits for a person; null: it does not.</param>
internal sealed record StuckItem(
    Guid Id,
    string Kind,
    string RmaNumber,
    string OrderNumber,
    string Storefront,
    string Status,
    string WaitsFor,
    string? Repeats,
    DateTimeOffset Since,
    DateTimeOffset AllowedUntil,
    int Repeated,
    DateTimeOffset? NextAt,
    string? Reason
)
{
    public const string Stuck = "stuck";
    public const string Parked = "parked";

    public static StuckItem Of(Return found, string? kind, DateTimeOffset now)
    {
        var isStuck = kind != Parked && found.StuckAfter < now;
        var wait = isStuck
            ? ReturnWaits.Of(found).Where(x => x.AllowedUntil is not null).MinBy(x => x.AllowedUntil)
            : ReturnWaits.Of(found).FirstOrDefault(x => x.For == Wait.ForPerson);
        var since = isStuck ? wait!.Since : found.AttentionSince!.Value;
        return new(
            found.CorrelationId,
            isStuck ? Stuck : Parked,
            found.RmaNumber,
            found.OrderNumber,
            found.StorefrontId,
            found.Status,
            wait?.For ?? Wait.ForPerson,
            wait?.Repeats,
            since,
            wait?.AllowedUntil ?? since,
            wait?.Attempts ?? 0,
            wait?.DueAt,
            found.AttentionReason
        );
    }
}
