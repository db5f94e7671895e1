using AfterSalesMesh.Returns.Orders;

namespace AfterSalesMesh.Returns.Money;

/// <summary>
/// What was paid for each single unit of an order, so that the units add up to the lines and the lines to the order, to
/// the last minor unit, whichever units come back in whichever order.
/// </summary>
/// <remarks>
/// Example: 3 shirts at 33.33 with 1.00 off the line, 1 belt at 20.00, 5.00 off the order, tax included. The lines are
/// worth 98.99 and 20.00; the 5.00 are spread over them by value: 4.16 and 0.84. The shirts cost 94.83, the belt 19.16.
/// 94.83 over three shirts is 31.61 each. Were it 94.84, the first shirt would be 31.62: the remainder goes to the first
/// units.
/// </remarks>
internal static class Allocation
{
    /// <summary>What was paid for every unit of every line, in minor units; tax included, shipping not.</summary>
    public static IReadOnlyDictionary<string, EqualParts> PerUnit(Order order)
    {
        var discounts = Spread(order.Discount, [.. order.Lines.Select(Value)]);
        Dictionary<string, EqualParts> units = new(StringComparer.Ordinal);
        foreach (var (line, discount) in order.Lines.Zip(discounts))
        {
            var paid = Value(line) - discount + (order.TaxIncluded ? 0 : line.Tax);
            units[line.LineId] = new EqualParts(paid, line.Quantity);
        }
        return units;
    }

    /// <summary>
    /// What the amount paid for some units of a line is made of. The parts add up to it exactly: what rounding moves from one
    /// unit to another is in the discount.
    /// </summary>
    public static AmountParts Parts(Order order, string lineId, IReadOnlyCollection<(int Ordinal, long Paid)> units)
    {
        var line = order.Lines.First(x => x.LineId == lineId);
        var tax = new EqualParts(line.Tax, line.Quantity);
        var taxOfUnits = units.Sum(x => tax[x.Ordinal]);
        var onTop = order.TaxIncluded ? 0 : taxOfUnits;
        var price = units.Count * line.UnitPrice;
        return new AmountParts(price, units.Sum(x => x.Paid) - price - onTop, onTop, taxOfUnits - onTop);
    }

    /// <summary>What the customer had to pay: all lines, tax and shipping.</summary>
    public static Int128 Total(Order order)
    {
        Int128 total = (Int128)order.Shipping.Amount - order.Shipping.Discount - order.Discount;
        foreach (var line in order.Lines)
        {
            total += (Int128)line.Quantity * line.UnitPrice - line.Discount + (order.TaxIncluded ? 0 : line.Tax);
        }
        return order.TaxIncluded ? total : total + order.Shipping.Tax;
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

    private static long Value(OrderLine line) => line.Quantity * line.UnitPrice - line.Discount;
}

/// <param name="Price">Before discount.</param>
/// <param name="Discount">Off the line, and the line's share of what is off the order; 0 or less.</param>
/// <param name="Tax">On top of the price.</param>
/// <param name="IncludedTax">Within the price; not a part of the sum.</param>
internal readonly record struct AmountParts(long Price, long Discount, long Tax, long IncludedTax)
{
    public long Sum => Price + Discount + Tax;
}

/// <summary>Equal parts of an amount; what does not divide goes, one minor unit each, to the first.</summary>
internal readonly record struct EqualParts(long Amount, int Count)
{
    public long this[int ordinal] => Amount / Count + (ordinal < Amount % Count ? 1 : 0);

    public IEnumerable<long> All()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }
}
