using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

internal static class GetExceptions
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/exceptions", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .WithSummary(
                "List exceptions (disagreements between refund, ledger and settlement), oldest first; by kind, status, owner or file"
            );

    private static async Task<Results<Ok<Page<DiscrepancyItem>>, ProblemHttpResult>> HandleAsync(
        RefundDb db,
        [OneOf(typeof(DiscrepancyKind))] string? kind,
        [OneOf(Discrepancy.Open, Discrepancy.Resolved, Discrepancy.Cleared)] string? status,
        string? owner,
        Guid? settlementId,
        Guid? after,
        CancellationToken cancellation,
        int limit = Page.DefaultLimit
    )
    {
        var checks = new Checks();
        checks.OptionalText(owner, "owner", 100);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var page = await db
            .Discrepancies.AsNoTracking()
            .Where(x => kind == null || x.Kind == kind)
            .Where(x => status == null || x.Status == status)
            .Where(x => owner == null || x.Owner == owner)
            .Where(x => settlementId == null || x.SettlementId == settlementId)
            .Where(x => after == null || x.Position > after)
            .OrderBy(x => x.Position)
            .ToPageAsync(limit, x => $"{x.Position}", cancellation);
        return TypedResults.Ok(page.Map(x => DiscrepancyItem.Of(x, ETag.Of(x.Version))));
    }
}
