using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// What each single unit of an order cost, down to its parts, so that the parts add up to the units, the units to the lines
/// and the lines to the order, to the last minor unit, whichever units come back in whichever order. The quote, the request
/// and through it the refund have their amounts from here and from nowhere else.
/// </summary>
/// <remarks>
/// Example: 3 shirts at 33.33 with 1.00 off the line and 1 belt at 20.00, 5.00 off the order, postage 4.90 of which 0.78 is
/// tax, tax included.
/// <list type="bullet">
/// <item>The lines are worth 98.99 and 20.00. The 5.00 are spread over them by value, 4.159… and 0.840…: rounded down 4.15 and
/// 0.84, the cent that is left goes to the larger remainder: 4.16 and 0.84. So 94.83 was paid for the shirts, 19.16 for the
/// belt.</item>
/// <item>94.83 over three shirts is 31.61 each: price 33.33, discount -1.72. Were it 94.84, the first shirt would be 31.62: what
/// does not divide goes to the first units.</item>
/// <item>The postage follows what was paid: 4.08 and 0.82; each shirt has 1.36 of it, of which 0.22, 0.22 and 0.21 is tax, the
/// belt 0.13.</item>
/// <item>A faulty shirt gives 31.61 + 1.36 = 32.97. One that is too small gives 31.61, as its postage is kept; with a restocking
/// fee of 10 % it would give 31.61 - 3.16 = 28.45 (9.48 of the line: 3.16 each).</item>
/// <item>All of it, faulty: 3 × 32.97 + 19.98 = 118.89, which is what was paid.</item>
/// </list>
/// </remarks>
internal static class Allocation
{
    /// <summary>The shares of every line, by its id.</summary>
    public static IReadOnlyDictionary<string, LineShares> Of(Order order)
    {
        var discounts = Spread(order.Discount, [.. order.Lines.Select(Value)]);
        long[] paid =
        [
            .. order.Lines.Zip(discounts, (line, discount) => Value(line) - discount + TaxOnTop(order, line)),
        ];
        // What was given away has no value to go by.
        var postage = Spread(
            Postage(order),
            paid.Any(x => x > 0) ? paid : [.. order.Lines.Select(x => (long)x.Quantity)]
        );
        var postageTax = Spread(Math.Min(order.Shipping.Tax, Postage(order)), postage);
        return order
            .Lines.Select(
                (line, i) =>
                    new LineShares(
                        line.UnitPrice,
                        Parts(paid[i], line),
                        Parts(TaxOnTop(order, line), line),
                        // Discounts off the order may have left less than the tax that was told.
                        Parts(order.TaxIncluded ? Math.Min(line.Tax, paid[i]) : 0, line),
                        Parts(postage[i], line),
                        Parts(postageTax[i], line)
                    )
            )
            .Zip(order.Lines)
            .ToDictionary(x => x.Second.LineId, x => x.First, StringComparer.Ordinal);
    }

    /// <summary>What the customer had to pay: all lines, tax and shipping.</summary>
    public static Int128 Total(Order order)
    {
        Int128 total = (Int128)Postage(order) - order.Discount;
        foreach (var line in order.Lines)
        {
            total += (Int128)line.Quantity * line.UnitPrice - line.Discount + TaxOnTop(order, line);
        }
        return total;
    }

    /// <summary>Parts in proportion to weights by largest remainder; of equal remainders the first is served.</summary>
    public static long[] Spread(long amount, IReadOnlyList<long> weights)
    {
        var parts = new long[weights.Count];
        Int128 all = 0;
        foreach (var weight in weights)
        {
            all += weight;
        }
        if (amount == 0 || all == 0)
        {
            return parts;
        }
        var remainders = new Int128[weights.Count];
        var left = amount;
        for (var i = 0; i < parts.Length; i++)
        {
            var share = (Int128)amount * weights[i];
            parts[i] = (long)(share / all);
            remainders[i] = share % all;
            left -= parts[i];
        }
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).Take((int)left))
        {
            parts[i]++;
        }
        return parts;
    }

    private static EqualParts Parts(long amount, OrderLine line) => new(amount, line.Quantity);

    private static long Value(OrderLine line) => line.Quantity * line.UnitPrice - line.Discount;

    private static long TaxOnTop(Order order, OrderLine line) => order.TaxIncluded ? 0 : line.Tax;

    private static long Postage(Order order) =>
        order.Shipping.Amount - order.Shipping.Discount + (order.TaxIncluded ? 0 : order.Shipping.Tax);
}

/// <summary>How the amounts of a line fall on its units.</summary>
/// <param name="UnitPrice">Before discount.</param>
/// <param name="Paid">For the goods: after all discounts, tax included.</param>
/// <param name="Tax">On top of the price, within <paramref name="Paid"/>.</param>
/// <param name="IncludedTax">Within the price.</param>
/// <param name="Postage">Outbound, tax included.</param>
/// <param name="PostageTax">Within <paramref name="Postage"/>.</param>
internal sealed record LineShares(
    long UnitPrice,
    EqualParts Paid,
    EqualParts Tax,
    EqualParts IncludedTax,
    EqualParts Postage,
    EqualParts PostageTax
)
{
    /// <summary>What one unit gives back, by the terms of a policy.</summary>
    public Amounts Of(int ordinal, Terms terms)
    {
        var (paid, tax) = (Paid[ordinal], Tax[ordinal]);
        var fee = new EqualParts((long)((Int128)Paid.Amount * terms.RestockingFee / 10_000), Paid.Count);
        return new Amounts(
            UnitPrice,
            paid - UnitPrice - tax,
            tax,
            IncludedTax[ordinal] + (terms.PostageRefunded ? PostageTax[ordinal] : 0),
            terms.PostageRefunded ? Postage[ordinal] : 0,
            -fee[ordinal],
            terms.PostageRefunded ? PostageTax[ordinal] : 0
        );
    }
}
