using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Deducts from refunds what the return fee, promotions and sets take, by the pieces that were really refunded: all refunds of
/// an order by the same rules together deduct the same, whichever pieces come with whichever return, in whichever sequence.
/// </summary>
internal static class Deductions
{
    /// <summary>Sets the deductions of the units of a round that are refunded.</summary>
    public static void Apply(Return saga, int round)
    {
        ChargeFee(saga, round);
        var goods = saga.Goods;
        goods.Deductions = [.. goods.Deductions.Select(x => Apply(saga, round, x))];
    }

    /// <summary>
    /// Charges the return fee of the goods that came: the highest of their fees once, however many parcels and orders they are from.
    /// An order bears what its own goods add to that.
    /// </summary>
    private static void ChargeFee(Return saga, int round)
    {
        var charged = saga.Goods.Deductions.Sum(x => x.Fee);
        List<OrderDeductions> deductions = [];
        foreach (var order in saga.Goods.Deductions)
        {
            var fee = UnitsOf(saga, round, order).Select(x => x.ReturnFee).Append(charged).Max() - charged;
            deductions.Add(order with { Fee = order.Fee + fee });
            charged += fee;
        }
        saga.Goods.Deductions = deductions;
    }

    /// <summary>The units of an order that are refunded in a round.</summary>
    private static IEnumerable<ReturnUnit> UnitsOf(Return saga, int round, OrderDeductions deductions) =>
        saga.Goods.Units.Where(x =>
            x.Round == round && x.OrderNumber == deductions.OrderNumber && RefundCalculation.IsRefunded(x)
        );

    private static OrderDeductions Apply(Return saga, int round, OrderDeductions deductions)
    {
        var units = UnitsOf(saga, round, deductions).ToList();
        if (units.Count == 0)
        {
            return deductions;
        }
        var fee = deductions.Fee - deductions.FeeTaken;
        List<(DeductedAmount Deducted, long Change)> changes = [];
        if (deductions.DependsOnOtherReturns)
        {
            var given = saga.OrderRefunds[saga.OrderIdOf(deductions.OrderNumber)];
            var refunded = new Dictionary<string, PiecesBack>(given.PiecesByLine, StringComparer.Ordinal);
            foreach (var unit in units)
            {
                refunded[unit.LineId] =
                    refunded.GetValueOrDefault(unit.LineId) + new PiecesBack(1, unit.DeductsSet ? 1 : 0);
            }
            var takenBack = given.Deducted.GetValueOrDefault(DeductionTerms.OfPromotion)?.Amount ?? 0;
            changes.AddRange(
                deductions
                    .Terms.Of(refunded, takenBack)
                    .Select(x => (given.Deducted[x.Key], x.Value - given.Deducted[x.Key].Amount))
            );
        }
        var due = fee + changes.Sum(x => x.Change);
        // The units are shared with what was loaded: a change of them is seen only in new ones.
        units = [.. units.Select(x => x with { })];
        Spread(units, due, saga.Currency);
        var after = units.ToDictionary(x => (x.Line, x.Ordinal));
        saga.Goods.Units = [.. saga.Goods.Units.Select(x => after.GetValueOrDefault((x.Line, x.Ordinal), x))];
        // What these units are too cheap for is deducted from the next refund.
        var left = due + units.Sum(x => x.Deduction);
        foreach (var (deducted, change) in changes)
        {
            var later = Math.Clamp(left, 0, Math.Max(0, change));
            deducted.Amount += change - later;
            left -= later;
        }
        return deductions with { FeeTaken = deductions.FeeTaken + fee - left };
    }

    /// <summary>Spreads a deduction over units in proportion to the amounts paid; no unit's refund gets below 0.</summary>
    /// <param name="deduction">Minor units; below 0: an addition.</param>
    public static void Spread(IReadOnlyList<ReturnUnit> units, long deduction, string currency)
    {
        var step = Currencies.Find(currency)?.PayableStep ?? 1;
        List<long> weights = [.. units.Select(x => Math.Max(0, x.Amounts.Sum - x.Deduction))];
        if (deduction > 0)
        {
            // Whole steps, as the parts are: the remainder of a step cannot be deducted from a unit.
            weights = weights.ConvertAll(x => x - x % step);
        }
        else if (weights.TrueForAll(x => x == 0))
        {
            // An addition for pieces that were free, for example a gift that completes its set.
            weights = weights.ConvertAll(_ => 1L);
        }
        var amount = deduction > 0 ? Math.Min(deduction, weights.Sum()) : -deduction;
        var parts = Proportional.Spread(amount - amount % step, weights, step);
        for (var i = 0; i < parts.Length; i++)
        {
            units[i].Deduction = -Math.Sign(deduction) * parts[i];
        }
    }
}
