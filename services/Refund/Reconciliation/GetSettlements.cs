using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

internal static class GetSettlements
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/v1/settlements", ListAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .WithSummary("List uploaded settlement files, oldest first");
        routes
            .MapGet("/v1/settlements/{id:guid}", OneAsync)
            .WithName("getSettlement")
            .RequireRoles(Roles.Finance, Roles.Admin)
            .WithSummary(
                "Get a settlement file: its counts, its exceptions by kind, and the rows that could not be read"
            )
            .Problems(StatusCodes.Status404NotFound, "not_found");
    }

    private static async Task<Ok<Page<SettlementSummary>>> ListAsync(
        RefundDb db,
        Guid? after,
        CancellationToken cancellation,
        int limit = Page.DefaultLimit
    )
    {
        var page = await db
            .Settlements.AsNoTracking()
            .Where(x => after == null || x.Id > after)
            .OrderBy(x => x.Id)
            .ToPageAsync(limit, x => $"{x.Id}", cancellation);
        return TypedResults.Ok(page.Map(SettlementSummary.Of));
    }

    private static async Task<Results<Ok<SettlementDetail>, ProblemHttpResult>> OneAsync(
        Guid id,
        RefundDb db,
        CancellationToken cancellation
    ) =>
        await db.Settlements.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellation) is { } settlement
            ? TypedResults.Ok(await SettlementDetail.OfAsync(db, settlement, cancellation))
            : Problem.NotFound("settlement");
}
