using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>The balances of all accounts.</summary>
internal static class GetAccounts
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/ledger/accounts", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .WithSummary("List the accounts' balances by storefront and currency");

    private static async Task<Ok<Page<Account>>> HandleAsync(
        RefundDb db,
        string? after,
        CancellationToken cancellation,
        int limit = Page.MaxLimit
    )
    {
        // A storefront has a dozen accounts. They are sorted here, because databases sort text differently.
        var all = await db
            .AccountBalances.AsNoTracking()
            .GroupBy(x => new
            {
                x.StorefrontId,
                x.Account,
                x.Currency,
            })
            .Select(x => new Account(x.Key.StorefrontId, x.Key.Account, x.Key.Currency, x.Sum(shard => shard.Amount)))
            .ToListAsync(cancellation);
        var behind = all.OrderBy(Key, StringComparer.Ordinal)
            .SkipWhile(x => after is not null && string.CompareOrdinal(Key(x), after) <= 0)
            .Take(limit + 1)
            .ToList();
        return TypedResults.Ok(Page.Of(behind, limit, Key));
    }

    private static string Key(Account account) => $"{account.StorefrontId}/{account.Name}/{account.Currency}";
}

/// <param name="StorefrontId">The storefront.</param>
/// <param name="Name">The account, for example <c>clearing:card</c>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Balance">Minor units; amounts owed to us are positive, amounts that we owe negative.</param>
internal sealed record Account(string StorefrontId, string Name, string Currency, long Balance);
