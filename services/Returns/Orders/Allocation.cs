using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// Divides the amount paid for an order among its single units, exact to the minor unit: the parts add up to the units, the
/// units to the lines and the lines to the order, whichever units come back in whichever order. Quote, return and refund take
/// their amounts from here. Each unit's share is a multiple of the currency's payable step (10 minor units in KWD), so that it
/// can be refunded alone; if the order's total is not such a multiple, one unit carries the difference.
/// </summary>
/// <remarks>
/// Example: 3 shirts at 33.33 with 1.00 off the line and 1 belt at 20.00, 5.00 off the order, postage 4.90 of which 0.78 is
/// tax, tax included.
/// <list type="bullet">
/// <item>The lines are worth 98.99 and 20.00. The 5.00 are spread over them by value, 4.159… and 0.840…: rounded down 4.15 and
/// 0.84; the remaining cent goes to the larger remainder: 4.16 and 0.84. So 94.83 was paid for the shirts, 19.16 for the
/// belt.</item>
/// <item>94.83 over three shirts is 31.61 each: price 33.33, discount -1.72. Were it 94.84, the first shirt would be 31.62: what
/// cannot be divided goes to the first units.</item>
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
        var step = Currencies.Find(order.Currency)?.PayableStep ?? 1;
        var exact = PaidByLine(order);
        var goods = exact.Sum();
        // A remainder of less than a step goes to the postage, so that the goods can be refunded without it.
        var shift = Postage(order) > 0 ? goods % step : 0;
        var paid = Proportional.Spread(goods - shift, exact, step);
        var postage = Proportional.Spread(
            Postage(order) + shift,
            // If all goods were free, the quantity counts instead of the value.
            Array.Exists(paid, x => x > 0)
                ? paid
                : [.. order.Lines.Select(x => (long)x.Quantity)],
            step
        );
        var postageTax = Proportional.Spread(Math.Min(order.Shipping.Tax, Postage(order)), postage);
        return order
            .Lines.Select((line, i) => (line.LineId, Shares: SharesOf(line, i)))
            .ToDictionary(x => x.LineId, x => x.Shares, StringComparer.Ordinal);

        LineShares SharesOf(OrderLine line, int i)
        {
            return new(
                line.UnitPrice,
                Parts(paid[i]),
                // After rounding and order discounts, a line may have cost less than its tax.
                Parts(Math.Min(TaxOnTop(order, line), paid[i])),
                Parts(order.TaxIncluded ? Math.Min(line.Tax, paid[i]) : 0),
                Parts(postage[i]),
                Parts(postageTax[i])
            );

            EqualParts Parts(long amount) => new(amount, line.Quantity, step);
        }
    }

    /// <summary>The amount paid for each line: after all discounts, with tax, without postage.</summary>
    private static long[] PaidByLine(Order order)
    {
        var discounts = Proportional.Spread(order.Discount, [.. order.Lines.Select(Value)]);
        return [.. order.Lines.Zip(discounts, (line, discount) => Value(line) - discount + TaxOnTop(order, line))];
    }

    /// <summary>The amount that the customer had to pay: all lines, tax and shipping.</summary>
    public static Int128 Total(Order order) =>
        order.Lines.Aggregate(
            (Int128)Postage(order) - order.Discount,
            (sum, x) => sum + (Int128)x.Quantity * x.UnitPrice - x.Discount + TaxOnTop(order, x)
        );

    private static long Value(OrderLine line) => line.Quantity * line.UnitPrice - line.Discount;

    private static long TaxOnTop(Order order, OrderLine line) => order.TaxIncluded ? 0 : line.Tax;

    private static long Postage(Order order) =>
        order.Shipping.Amount - order.Shipping.Discount + (order.TaxIncluded ? 0 : order.Shipping.Tax);
}
