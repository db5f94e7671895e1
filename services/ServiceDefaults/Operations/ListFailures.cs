using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.ServiceDefaults.Operations;

/// <summary>
/// <c>GET /v1/ops/failures/{service}</c>: one service's part of the list, which the gateway merges.
/// </summary>
internal static class ListFailures
{
    public static void Map<TDbContext>(IEndpointRouteBuilder routes, string service)
        where TDbContext : ServiceDbContext =>
        routes
            .MapGet(
                $"/v1/ops/failures/{service}",
                (
                    TDbContext db,
                    Caller caller,
                    StorefrontScope scope,
                    CancellationToken cancellation,
                    string? kind = null,
                    string? messageType = null,
                    string? reason = null,
                    Guid? returnId = null,
                    string? after = null,
                    int limit = Page.DefaultLimit
                ) =>
                    HandleAsync(
                        db,
                        service,
                        // The storefront that the call names, or all of the caller's.
                        caller with
                        {
                            Storefronts = scope.Storefronts,
                        },
                        new ReplayRequest(service, kind, messageType, reason, returnId),
                        after,
                        limit,
                        cancellation
                    )
            )
            .RequireRoles(Roles.Admin)
            .ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(
        ServiceDbContext db,
        string service,
        Caller caller,
        ReplayRequest filter,
        string? after,
        int limit,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        checks.That(FailureCursor.TryParse(after, out var cursor), "after", "must be the next of an earlier page");
        filter.Check(checks);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var found = await After(db.Failures.AsNoTracking().Waiting(caller, filter), service, cursor)
            .OrderByDescending(x => x.LastAt)
            .ThenBy(x => x.Id)
            .Take(limit + 1)
            .ToListAsync(cancellation);
        var items = found.Select(x => x.ToItem(service)).ToList();
        return TypedResults.Ok(Page.Of(items, limit, FailureCursor.Of));
    }

    private static IQueryable<Failure> After(IQueryable<Failure> failures, string service, FailureCursor? after) =>
        (after is null ? 0 : string.CompareOrdinal(service, after.Service)) switch
        {
            _ when after is null => failures,
            < 0 => failures.Where(x => x.LastAt < after.LastAt),
            0 => failures.Where(x => x.LastAt < after.LastAt || (x.LastAt == after.LastAt && x.Id > after.Id)),
            > 0 => failures.Where(x => x.LastAt <= after.LastAt),
        };
}
