using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Closing;

/// <param name="Account">Of the ledger.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Amount">Minor units; a debit is positive.</param>
internal sealed record Balance(string Account, string Currency, long Amount);

/// <summary>Whether the books are right: what a closing looks at first.</summary>
internal static class TrialBalance
{
    /// <summary>What each account stood at when the month ended.</summary>
    public static Task<List<Balance>> AtAsync(
        RefundDb db,
        string storefront,
        Month month,
        CancellationToken cancellation
    )
    {
        var until = Month.PositionOf(month.End);
        return db.Set<PostingLine>()
            .Where(x => x.StorefrontId == storefront && x.Position < until)
            .GroupBy(x => new { x.Account, x.Currency })
            .Select(x => new Balance(x.Key.Account, x.Key.Currency, x.Sum(y => y.Amount)))
            .ToListAsync(cancellation);
    }

    /// <summary>What is wrong, in sentences: debits and credits of a currency differ, or a balance is not what its lines say.</summary>
    public static async Task<List<string>> FlawsAsync(
        RefundDb db,
        string storefront,
        IEnumerable<Balance> balances,
        CancellationToken cancellation
    )
    {
        var flaws = balances
            .GroupBy(x => x.Currency)
            .Select(x => (Currency: x.Key, Sum: x.Sum(y => y.Amount)))
            .Where(x => x.Sum != 0)
            .Select(x => $"debits and credits in {x.Currency} differ by {x.Sum}")
            .ToList();
        // One statement: between two, a refund could be posted.
        var kept = await db
            .AccountBalances.Where(x => x.StorefrontId == storefront)
            .GroupBy(x => new { x.Account, x.Currency })
            .Select(x => new
            {
                x.Key.Account,
                x.Key.Currency,
                Amount = x.Sum(y => y.Amount),
                Lines = db.Set<PostingLine>()
                    .Where(y =>
                        y.StorefrontId == storefront && y.Account == x.Key.Account && y.Currency == x.Key.Currency
                    )
                    .Sum(y => y.Amount),
            })
            .ToListAsync(cancellation);
        flaws.AddRange(
            kept.Where(x => x.Amount != x.Lines)
                .Select(x => $"the balance of {x.Account} is {x.Amount} {x.Currency}, and its lines give {x.Lines}")
        );
        return flaws;
    }
}
