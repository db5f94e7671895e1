using AfterSalesMesh.Returns.Policy;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// The prices of an order with tax, before the order's discount: as the customer paid them, also when the order is told net.
/// Promotions and sets deduct them from refunds, which contain tax.
/// </summary>
internal sealed class GrossPrices(Order order, IReadOnlyDictionary<string, LineShares> shares)
{
    /// <summary>The value of a number of a line's pieces after the line's discount.</summary>
    public long ValueOf(OrderLine line, int quantity) =>
        (long)((Int128)Gross(line, line.Quantity * line.UnitPrice - line.Discount) * quantity / line.Quantity);

    /// <summary>The price of a piece before discount.</summary>
    public long UnitPriceOf(OrderLine line) => Gross(line, line.UnitPrice);

    /// <summary>The value of all lines.</summary>
    public long Goods => order.Lines.Sum(x => ValueOf(x, x.Quantity));

    /// <summary>The order's discount.</summary>
    public long Discount =>
        order.TaxIncluded || order.Discount == 0
            ? order.Discount
            : Math.Max(0, Goods - order.Lines.Sum(x => shares[x.LineId].Paid.Amount));

    private long Gross(OrderLine line, long price)
    {
        if (order.TaxIncluded)
        {
            return price;
        }
        var (paid, tax) = (shares[line.LineId].Paid.Amount, shares[line.LineId].Tax.Amount);
        // A line for which nothing was paid has no tax that could tell.
        var (gross, net) = paid > tax ? (paid, paid - tax) : (10_000 + (line.TaxRate ?? 0), 10_000);
        return (long)(((Int128)price * gross + net / 2) / net);
    }
}
