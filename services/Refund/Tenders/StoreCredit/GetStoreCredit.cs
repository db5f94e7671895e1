using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary><c>GET /v1/store-credits/{customer}</c>: a customer's balances, grants and entries.</summary>
internal static class GetStoreCredit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/store-credits/{customer}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .WithSummary("Get a customer's store credit: by currency, by grant, and its entries, oldest first")
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<Results<Ok<StoreCreditView>, ProblemHttpResult>> HandleAsync(
        string customer,
        string? storefrontId,
        Caller caller,
        RefundDb db,
        DatabaseClock<RefundDb> clock,
        Guid? after,
        CancellationToken cancellation,
        int limit = Page.DefaultLimit
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var checks = new Checks();
        checks.Identifier(customer, "customer", StoreCreditGrant.MaxCustomer);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var spendable = db
            .StoreCreditGrants.AsNoTracking()
            .Where(StoreCreditGrant.IsSpendable(storefront, customer, clock.UtcNow));
        var balances = await spendable
            .GroupBy(x => x.Currency)
            .Select(x => new StoreCreditBalance(x.Key, x.Sum(grant => grant.Left), x.Min(grant => grant.ExpiresAt)))
            .ToListAsync(cancellation);
        var grants = await spendable
            .OrderBy(x => x.ExpiresAt)
            .ThenBy(x => x.Id)
            .Take(Page.MaxLimit)
            .ToListAsync(cancellation);
        var entries = await db
            .StoreCreditMovements.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && x.Customer == customer)
            .Where(x => after == null || x.Id > after)
            .OrderBy(x => x.Id)
            .ToPageAsync(limit, x => $"{x.Id}", cancellation);
        return TypedResults.Ok(
            new StoreCreditView(
                customer,
                [.. balances.OrderBy(x => x.Currency, StringComparer.Ordinal)],
                grants.ConvertAll(x => new GrantView(x.Id, x.Amount, x.Left, x.Currency, x.GrantedAt, x.ExpiresAt)),
                entries.Map(MovementView.Of)
            )
        );
    }
}
