using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>Updates the returns of an order with its corrected tax rates and with how the amounts paid are divided into price, discount and tax.</summary>
internal static class CorrectedTaxes
{
    /// <summary>True when something differs that <see cref="ApplyAsync"/> writes into the order's returns.</summary>
    public static bool Differ(Order order, Order requested) =>
        (order.TaxIncluded, order.Discount, order.Shipping)
            != (requested.TaxIncluded, requested.Discount, requested.Shipping)
        || !FiguresOf(order).SequenceEqual(FiguresOf(requested));

    /// <summary>
    /// Updates the pieces whose refund is not planned yet. The amounts paid for them are the same: other ones would contradict their
    /// returns.
    /// </summary>
    public static async Task ApplyAsync(ReturnsDb db, Order order, CancellationToken cancellation)
    {
        var ids = await db
            .SoldUnits.Where(x => x.OrderId == order.Id && x.ReservedBy != null && x.Given == null)
            .Select(x => x.ReservedBy!.Value)
            .Distinct()
            .ToListAsync(cancellation);
        if (ids.Count == 0)
        {
            return;
        }
        var returns = await db
            .Returns.Include(x => x.Goods)
            .Where(x => ids.Contains(x.CorrelationId))
            .ToListAsync(cancellation);
        var (shares, rates) = (Allocation.Of(order), order.Lines.ToDictionary(x => x.LineId, x => x.TaxRate));
        foreach (var found in returns)
        {
            Apply(found, order, shares, rates);
        }
    }

    private static void Apply(
        Return found,
        Order order,
        IReadOnlyDictionary<string, LineShares> shares,
        Dictionary<string, int?> rates
    )
    {
        var number = found.FurtherNumber(order.Number);
        var planned = found
            .Rounds.Where(x => x.State is RoundStates.Settling or RoundStates.Settled)
            .Select(x => (int?)x.No)
            .ToHashSet();
        var goods = found.Goods;
        goods.Lines =
        [
            .. goods.Lines.Select(x =>
                x.OrderNumber == number ? x with { TaxRate = rates.GetValueOrDefault(x.LineId, x.TaxRate) } : x
            ),
        ];
        goods.Units =
        [
            .. goods.Units.Select(x =>
                x.OrderNumber == number && !planned.Contains(x.Round) && shares.TryGetValue(x.LineId, out var line)
                    ? Corrected(x, line)
                    : x
            ),
        ];
    }

    private static ReturnUnit Corrected(ReturnUnit unit, LineShares line)
    {
        if (unit.Ordinal >= line.Paid.Count)
        {
            return unit;
        }
        var amounts = line.Of(unit.Ordinal, new Terms(PostageRefunded: unit.Shipping > 0, RestockingFee: 0));
        // A piece that the return has released may have another price by now.
        return (amounts.Paid, amounts.Shipping) != (unit.Paid, unit.Shipping)
            ? unit
            : unit with
            {
                Discount = amounts.Discount,
                Tax = amounts.Tax,
                IncludedTax = amounts.IncludedTax,
                ShippingTax = amounts.ShippingTax,
            };
    }

    private static IEnumerable<(string, int, long, long, long, int?)> FiguresOf(Order order) =>
        order.Lines.Select(x => (x.LineId, x.Quantity, x.UnitPrice, x.Discount, x.Tax, x.TaxRate));
}
