using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Books;

internal static class GetBooks
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/books", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .WithSummary("List closed months, oldest first; a month before a closed one is closed as well");

    private static async Task<Results<Ok<Page<ClosedMonthItem>>, ProblemHttpResult>> HandleAsync(
        RefundDb db,
        string? after,
        CancellationToken cancellation,
        int limit = Page.DefaultLimit
    )
    {
        var checks = new Checks();
        var (month, storefront) = after?.Split('/', 2) is [var first, var second] ? (first, second) : ("", "");
        checks.That(after is null || Month.TryParse(month, out _), "after", "must be the next of an earlier page");
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var page = await db
            .ClosedMonths.AsNoTracking()
            .Where(x =>
                after == null
                || x.Month.CompareTo(month) > 0
                || (x.Month == month && x.StorefrontId.CompareTo(storefront) > 0)
            )
            .OrderBy(x => x.Month)
            .ThenBy(x => x.StorefrontId)
            .ToPageAsync(limit, x => $"{x.Month}/{x.StorefrontId}", cancellation);
        return TypedResults.Ok(page.Map(ClosedMonthItem.Of));
    }
}

/// <param name="StorefrontId">The storefront.</param>
/// <param name="Month"><c>2026-10</c>.</param>
/// <param name="Status"><c>closed</c>.</param>
/// <param name="ClosedAt">UTC.</param>
/// <param name="ClosedBy">The id of the person who closed it.</param>
/// <param name="ClosedByName">The name of that person.</param>
/// <param name="Postings">The number of its postings.</param>
/// <param name="OpenExceptions">The number of exceptions that were open then.</param>
internal sealed record ClosedMonthItem(
    string StorefrontId,
    string Month,
    string Status,
    DateTimeOffset ClosedAt,
    string ClosedBy,
    string ClosedByName,
    long Postings,
    int OpenExceptions
)
{
    public static ClosedMonthItem Of(ClosedMonth x) =>
        new(x.StorefrontId, x.Month, "closed", x.ClosedAt, x.ClosedBy, x.ClosedByName, x.Postings, x.OpenExceptions);
}
