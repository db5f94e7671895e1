using AfterSalesMesh.Contracts.Refund;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>What a note gives back at one tax rate, in minor units.</summary>
/// <param name="Rate">Basis points: 2000 is 20 %. Null: the rate was not told.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Tax">Added or included.</param>
/// <param name="Amount">With tax.</param>
internal sealed record TaxOfRate(int? Rate, long Net, long Tax, long Amount)
{
    /// <summary>Highest rate first, lines without one last.</summary>
    public static IReadOnlyList<TaxOfRate> Of(IEnumerable<RefundedLine> lines) =>
        [
            .. lines
                .GroupBy(x => x.TaxRate)
                .OrderByDescending(x => x.Key)
                .Select(x =>
                {
                    var (tax, amount) = (x.Sum(y => y.Tax + y.IncludedTax), x.Sum(CreditedLines.Amount));
                    return new TaxOfRate(x.Key, amount - tax, tax, amount);
                }),
        ];
}
