using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Deducts from refunds what the return fee, promotions and sets take, by the pieces that were really refunded: all refunds of
/// an order together deduct the same, whichever pieces come with whichever return, in whichever sequence.
/// </summary>
internal static class Deductions
{
    /// <summary>Sets the deductions of the units of a round that are refunded.</summary>
    public static void Apply(Return saga, int round)
    {
        var goods = saga.Goods;
        goods.Deductions = [.. goods.Deductions.Select(x => Apply(saga, round, x))];
    }

    private static OrderDeductions Apply(Return saga, int round, OrderDeductions deductions)
    {
        var units = saga
            .Goods.Units.Where(x =>
                x.Round == round && x.OrderNumber == deductions.OrderNumber && RefundCalculation.IsRefunded(x)
            )
            .ToList();
        if (units.Count == 0)
        {
            return deductions;
        }
        var fee = deductions.Terms.ReturnFee - deductions.FeeTaken;
        var due = fee;
        DeductedAmount? deducted = null;
        if (deductions.DependsOnOtherReturns)
        {
            var given = saga.GivenSoFar[saga.OrderIdOf(deductions.OrderNumber)];
            deducted = given.Deducted;
            var refunded = new Dictionary<string, int>(given.PiecesByLine, StringComparer.Ordinal);
            foreach (var unit in units)
            {
                refunded[unit.LineId] = refunded.GetValueOrDefault(unit.LineId) + 1;
            }
            due += deductions.Terms.Of(refunded) - deducted.Amount;
        }
        // The units are shared with what was loaded: a change of them is seen only in new ones.
        units = [.. units.Select(x => x with { })];
        Spread(units, due, saga.Currency);
        var after = units.ToDictionary(x => (x.Line, x.Ordinal));
        saga.Goods.Units = [.. saga.Goods.Units.Select(x => after.GetValueOrDefault((x.Line, x.Ordinal), x))];
        var taken = -units.Sum(x => x.Deduction);
        var feeTaken = Math.Clamp(taken, 0, fee);
        if (deducted is not null)
        {
            deducted.Amount += taken - feeTaken;
        }
        return deductions with { FeeTaken = deductions.FeeTaken + feeTaken };
    }

    /// <summary>Spreads a deduction over units in proportion to the amounts paid; no unit's refund gets below 0.</summary>
    /// <param name="deduction">Minor units; below 0: an addition.</param>
    public static void Spread(IReadOnlyList<ReturnUnit> units, long deduction, string currency)
    {
        List<long> weights = [.. units.Select(x => Math.Max(0, x.Amounts.Sum - x.Deduction))];
        var step = Currencies.Find(currency)?.PayableStep ?? 1;
        var amount = deduction > 0 ? Math.Min(deduction, weights.Sum()) : -deduction;
        var parts = Proportional.Spread(amount - amount % step, weights, step);
        for (var i = 0; i < parts.Length; i++)
        {
            units[i].Deduction = -Math.Sign(deduction) * parts[i];
        }
    }
}
