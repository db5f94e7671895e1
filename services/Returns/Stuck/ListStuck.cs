using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storage;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Stuck;

/// <summary><c>GET /v1/ops/stuck</c>: returns that do not go on by themselves, and those that wait for a person.</summary>
internal static class ListStuck
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/ops/stuck", HandleAsync)
            .RequireRoles(Roles.Admin)
            .WithSummary("Returns that wait longer than their state allows, and those parked for a person")
            .Produces<Page<StuckItem>>();

    private static async Task<IResult> HandleAsync(
        ReturnsDb db,
        DatabaseClock<ReturnsDb> clock,
        CancellationToken cancellation,
        string? kind = null,
        Guid? after = null,
        int limit = Page.DefaultLimit
    )
    {
        var checks = new Checks();
        checks.Limit(limit);
        checks.That(kind is null or StuckItem.Stuck or StuckItem.Parked, "kind", "must be stuck or parked");
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var returns = db.Returns.AsNoTracking();
        var (stuck, parked) = (returns.Stuck(clock.UtcNow), returns.Parked());
        var asked = kind switch
        {
            StuckItem.Stuck => stuck,
            StuckItem.Parked => parked,
            _ => stuck.Concat(parked),
        };
        // By id, and so by the time of the request: what goes on meanwhile moves no other to another page.
        var found = await asked
            .Where(x => after == null || x.CorrelationId > after)
            .OrderBy(x => x.CorrelationId)
            .Take(limit + 1)
            .ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of([.. found.Select(StuckItem.Of)], limit, x => x.Id.ToString()));
    }
}

/// <param name="Id">The return.</param>
/// <param name="Kind"><c>stuck</c>: it should have gone on by itself; <c>parked</c>: a person has to decide.</param>
/// <param name="RmaNumber">Its RMA number.</param>
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="Storefront">Whose return it is.</param>
/// <param name="Status">Its status.</param>
/// <param name="WaitsFor">
/// <c>approval</c>, <c>parcel_not_seen</c>, <c>receipt_closed</c>, <c>inspection_completed</c>, <c>refund_outcome</c>,
/// <c>customer_told</c> or <c>person</c>.
/// </param>
/// <param name="Repeats">The command that it repeats meanwhile.</param>
/// <param name="Since">Since when it has been in that status, UTC.</param>
/// <param name="AllowedUntil">When it should have gone on, UTC.</param>
/// <param name="Repeated">How often it has repeated its command.</param>
/// <param name="NextAt">When it does so next, UTC.</param>
/// <param name="Reason">Why it is parked.</param>
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

    public static StuckItem Of(Return it) =>
        new(
            it.CorrelationId,
            it.State == nameof(ReturnStateMachine.UnderReview) ? Parked : Stuck,
            it.RmaNumber,
            it.OrderNumber,
            it.StorefrontId,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(it.State),
            StuckReturns.Bounds[it.State].WaitsFor,
            StuckReturns.Bounds[it.State].Repeats,
            it.StateSince,
            StuckReturns.AllowedUntil(it),
            it.Nudges,
            it.DueAt,
            it.ParkedBecause
        );
}
