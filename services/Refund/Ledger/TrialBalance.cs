using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <param name="Account">The account of the ledger.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Amount">Minor units; a debit is positive.</param>
internal sealed record Balance(string Account, string Currency, long Amount);

/// <summary>The accounts' balances at the end of a month, and the errors of the ledger as sentences.</summary>
internal sealed record TrialBalance(List<Balance> Balances, List<string> Flaws)
{
    /// <summary>
    /// Checks that debits equal credits in each currency, and that each account's balance is the sum of its lines. It starts from the last
    /// closed month, so that only later lines are read.
    /// </summary>
    public static async Task<TrialBalance> OfAsync(
        RefundDb db,
        string storefront,
        Month month,
        CancellationToken cancellation
    )
    {
        var name = month.ToString();
        var kept = db.ClosedBalances.Where(x => x.StorefrontId == storefront);
        var last = await kept.Where(x => x.Month.CompareTo(name) <= 0).MaxAsync(x => x.Month, cancellation);
        var from = Month.TryParse(last ?? "", out var closed) ? Month.PositionOf(closed.End) : Guid.Empty;
        var until = Month.PositionOf(month.End);
        var lines = db.Set<PostingLine>().Where(x => x.StorefrontId == storefront && x.Position > from);
        // A single statement, because a refund could be posted between two statements.
        var accounts = await db
            .AccountBalances.AsNoTracking()
            .Where(x => x.StorefrontId == storefront)
            .GroupBy(x => new { x.Account, x.Currency })
            .Select(x => new
            {
                x.Key.Account,
                x.Key.Currency,
                Amount = x.Sum(y => y.Amount),
                Before = kept.Where(y => y.Month == last && y.Account == x.Key.Account && y.Currency == x.Key.Currency)
                    .Sum(y => y.Amount),
                Month = lines
                    .Where(y => y.Account == x.Key.Account && y.Currency == x.Key.Currency && y.Position < until)
                    .Sum(y => y.Amount),
                Later = lines
                    .Where(y => y.Account == x.Key.Account && y.Currency == x.Key.Currency && y.Position > until)
                    .Sum(y => y.Amount),
            })
            .ToListAsync(cancellation);
        var balances = accounts.ConvertAll(x => new Balance(x.Account, x.Currency, x.Before + x.Month));
        var flaws = balances
            .GroupBy(x => x.Currency)
            .Select(x => (Currency: x.Key, Sum: x.Sum(y => y.Amount)))
            .Where(x => x.Sum != 0)
            .Select(x => $"debits and credits in {x.Currency} differ by {x.Sum}")
            .ToList();
        flaws.AddRange(
            accounts
                .Where(x => x.Amount != x.Before + x.Month + x.Later)
                .Select(x =>
                    $"the balance of {x.Account} is {x.Amount} {x.Currency}, but the sum of its lines is {x.Before + x.Month + x.Later}"
                )
        );
        return new TrialBalance(balances, flaws);
    }
}
