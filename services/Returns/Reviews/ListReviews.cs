using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Reviews;

/// <summary><c>GET /v1/reviews</c>: requests and appeals that wait for an agent, the nearest deadline first.</summary>
internal static class ListReviews
{
    /// <summary>The maximum number of units on a page (and so of lines), except for a single request with more.</summary>
    private const int MaxUnits = 1_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/reviews", HandleAsync)
            .RequireRoles(Roles.Agent, Roles.Admin)
            .WithSummary("List requests and appeals that wait for an agent, the nearest deadline first")
            .WithDescription(
                "Requests that the policy leaves to an agent, and appeals of customers against their standing. A request whose "
                    + "customer was asked for evidence waits until they answer or their time is over. A page ends early where "
                    + "its requests have many units."
            )
            .Produces<Page<ReviewItem>>();

    private static async Task<IResult> HandleAsync(
        ReturnsDb db,
        StorefrontScope scope,
        CancellationToken cancellation,
        string? after = null,
        int limit = Page.DefaultLimit
    )
    {
        if (!ReviewCursor.TryParse(after, out var from))
        {
            var checks = new Checks();
            checks.That(false, "after", "must be the next of an earlier page");
            return checks.ToProblem();
        }
        var waiting = Requests(db, scope.Storefronts, from);
        limit = await LimitAsync(waiting, limit, cancellation);
        var requests = await waiting.Take(limit + 1).Include(x => x.Goods).ToListAsync(cancellation);
        var appeals = await AppealsAsync(db, scope.Storefronts, from, limit + 1, cancellation);
        List<ReviewItem> items = [.. requests.Select(ReviewItem.Of), .. appeals.Select(ReviewItem.Of)];
        items.Sort((x, y) => (x.DueAt, x.Id).CompareTo((y.DueAt, y.Id)));
        var page = Page.Of([.. items.Take(limit + 1)], limit, x => new ReviewCursor(x.DueAt, x.Id).ToString());
        return TypedResults.Ok(await AddPastAsync(db, page, requests, appeals, cancellation));
    }

    private static async Task<int> LimitAsync(IQueryable<Return> waiting, int limit, CancellationToken cancellation)
    {
        var counts = await waiting.Take(limit).Select(x => x.UnitCount).ToListAsync(cancellation);
        var (fitting, units) = (0, 0);
        while (fitting < counts.Count && (units += counts[fitting]) <= MaxUnits)
        {
            fitting++;
        }
        return fitting == counts.Count ? limit : Math.Max(1, fitting);
    }

    private static IQueryable<Return> Requests(ReturnsDb db, IReadOnlyList<string> storefronts, ReviewCursor? from)
    {
        var returns = db
            .Returns.AsNoTracking()
            .Where(x => x.ReviewDueAt != null && storefronts.Contains(x.StorefrontId));
        if (from is not null)
        {
            returns = returns.Where(x =>
                x.ReviewDueAt > from.DueAt || (x.ReviewDueAt == from.DueAt && x.CorrelationId > from.Id)
            );
        }
        return returns.OrderBy(x => x.ReviewDueAt).ThenBy(x => x.CorrelationId);
    }

    private static Task<List<Appeal>> AppealsAsync(
        ReturnsDb db,
        IReadOnlyList<string> storefronts,
        ReviewCursor? from,
        int most,
        CancellationToken cancellation
    )
    {
        var appeals = db.Appeals.AsNoTracking().Where(x => x.AnswerBy != null && storefronts.Contains(x.StorefrontId));
        if (from is not null)
        {
            appeals = appeals.Where(x => x.AnswerBy > from.DueAt || (x.AnswerBy == from.DueAt && x.Id > from.Id));
        }
        return appeals.OrderBy(x => x.AnswerBy).ThenBy(x => x.Id).Take(most).ToListAsync(cancellation);
    }

    /// <summary>Adds the current state of the customers' last returns, and the dismissals of signals since the review was opened.</summary>
    private static async Task<Page<ReviewItem>> AddPastAsync(
        ReturnsDb db,
        Page<ReviewItem> page,
        List<Return> requests,
        List<Appeal> appeals,
        CancellationToken cancellation
    )
    {
        var recent = requests
            .Select(x => (x.CorrelationId, x.Review!.Recent))
            .Concat(appeals.Select(x => (x.Id, x.Recent)))
            .ToDictionary(x => x.Item1, x => x.Item2);
        var ids = page.Items.SelectMany(x => recent[x.Id]).Distinct().ToList();
        var found = await db
            .Returns.AsNoTracking()
            .Where(x => ids.Contains(x.CorrelationId))
            .Select(x => new RecentReturn(
                x.CorrelationId,
                x.OrderNumber,
                x.Status,
                x.RequestedAt,
                x.RefundAmount,
                x.Currency
            ))
            .ToDictionaryAsync(x => x.Id, cancellation);
        var customers = page.Items.Where(x => x.Signals.Count > 0).Select(x => x.Customer!).Distinct().ToList();
        var oldest = page.Items.Select(x => x.OpenedAt).DefaultIfEmpty().Min();
        var dismissals = await db
            .SignalDismissals.AsNoTracking()
            .Where(x => customers.Contains(x.Customer) && x.At >= oldest)
            .OrderBy(x => x.Id)
            .ToListAsync(cancellation);
        var byCustomer = dismissals.ToLookup(x => (x.StorefrontId, x.Customer, x.Signal));
        return page.Map(item =>
            item with
            {
                Recent = [.. recent[item.Id].Select(id => found.GetValueOrDefault(id)).OfType<RecentReturn>()],
                Signals =
                [
                    .. item.Signals.Select(x =>
                        x with
                        {
                            Dismissed = byCustomer[(item.Storefront, item.Customer!, x.Kind)]
                                .Where(y => y.At >= item.OpenedAt)
                                .Select(DismissalResponse.Of)
                                .LastOrDefault(),
                        }
                    ),
                ],
            }
        );
    }
}
