using AfterSalesMesh.Contracts.Refund;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>The amounts of a note at one tax rate, in minor units.</summary>
/// <param name="Rate">Basis points: 2000 is 20 %. Null: not known.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Tax">Added or included.</param>
/// <param name="Amount">With tax.</param>
internal sealed record TaxOfRate(int? Rate, long Net, long Tax, long Amount)
{
    /// <summary>Groups lines by tax rate: the highest rate first, an unknown rate last.</summary>
    public static IReadOnlyList<TaxOfRate> Of(IEnumerable<RefundedLine> lines) =>
        [
            .. lines
                .SelectMany(OfLine)
                .GroupBy(x => x.Rate)
                .OrderByDescending(x => x.Key)
                .Select(x => Of(x.Key, x.Sum(y => y.Tax), x.Sum(y => y.Amount))),
        ];

    /// <summary>Postage may have a tax rate of its own.</summary>
    private static IEnumerable<TaxOfRate> OfLine(RefundedLine line)
    {
        var (tax, amount) = (line.Tax + line.IncludedTax, CreditedLines.Amount(line));
        if (line.ShippingTax is { } shippingTax && (line.Shipping, shippingTax) != (0, 0))
        {
            yield return Of(line.ShippingTaxRate, shippingTax, line.Shipping);
            (tax, amount) = (tax - shippingTax, amount - line.Shipping);
        }
        yield return Of(line.TaxRate, tax, amount);
    }

    private static TaxOfRate Of(int? rate, long tax, long amount) => new(rate, amount - tax, tax, amount);
}
