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

    private static async Task<Results<Ok<Page<Account>>, ProblemHttpResult>> HandleAsync(
        RefundDb db,
        string? after,
        CancellationToken cancellation,
        int limit = Page.MaxLimit
    )
    {
        var checks = new Checks();
        var parts = after?.Split('/').Select(Uri.UnescapeDataString).ToArray();
        // Decoded, a part may have a character that PostgreSQL refuses.
        var isNext = parts is null || (parts.Length == 3 && !parts.Any(x => x.Any(char.IsControl)));
        checks.That(isNext, "after", "must be the next of an earlier page");
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var (storefront, account, currency) = parts is [var first, var second, var third]
            ? (first, second, third)
            : ("", "", "");
        // Each way of payment that an order names makes accounts: a storefront may have many.
        return TypedResults.Ok(
            await db
                .AccountBalances.AsNoTracking()
                .Where(x =>
                    x.StorefrontId.CompareTo(storefront) > 0
                    || (
                        x.StorefrontId == storefront
                        && (
                            x.Account.CompareTo(account) > 0
                            || (x.Account == account && x.Currency.CompareTo(currency) > 0)
                        )
                    )
                )
                .GroupBy(x => new
                {
                    x.StorefrontId,
                    x.Account,
                    x.Currency,
                })
                .OrderBy(x => x.Key.StorefrontId)
                .ThenBy(x => x.Key.Account)
                .ThenBy(x => x.Key.Currency)
                .Select(x => new Account(
                    x.Key.StorefrontId,
                    x.Key.Account,
                    x.Key.Currency,
                    x.Sum(shard => shard.Amount)
                ))
                .ToPageAsync(limit, Key, cancellation)
        );
    }

    private static string Key(Account account) =>
        string.Join('/', new[] { account.StorefrontId, account.Name, account.Currency }.Select(Uri.EscapeDataString));
}

/// <param name="StorefrontId">The storefront.</param>
/// <param name="Name">The account, for example <c>clearing:card</c>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Balance">Minor units; amounts owed to us are positive, amounts that we owe negative.</param>
internal sealed record Account(string StorefrontId, string Name, string Currency, long Balance);
