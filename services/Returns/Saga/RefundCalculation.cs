using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Calculates the refund owed for the units of a round, by their verdicts.</summary>
internal static class RefundCalculation
{
    /// <summary>Applies the verdicts on a round's units.</summary>
    public static void ApplyVerdicts(Return saga, int round, IReadOnlyList<UnitVerdict> verdicts)
    {
        var byUnit = verdicts.ToDictionary(x => x.UnitId);
        saga.Goods.Units = [.. saga.Goods.Units.Select(x => x.Round == round ? Judge(x, byUnit[x.UnitId!.Value]) : x)];
    }

    /// <summary>Accepts a round's units without a verdict.</summary>
    public static void AcceptUnjudged(Return saga, int round) =>
        saga.Goods.Units = [.. saga.Goods.Units.Select(x => x.Round == round ? x with { RefundedUnjudged = true } : x)];

    /// <summary>Adds up the refunds of a round's accepted units, order by order, and records the amounts given for their pieces.</summary>
    public static IReadOnlyList<RefundOwed> PlanRefunds(Return saga, int round)
    {
        var credited = saga
            .Goods.Lines.Where(x => x.Resolution == Resolutions.StoreCredit)
            .ToDictionary(x => (x.Key, x.Reason));
        Deductions.Apply(saga, round);
        Dictionary<string, RefundOwed> owed = new(StringComparer.Ordinal);
        foreach (var unit in saga.Goods.Units.Where(x => x.Round == round))
        {
            if (!IsRefunded(unit))
            {
                saga.PieceChanges.Add(unit.Released ? Release(saga, unit) : Quarantine(saga, unit));
                continue;
            }
            var (order, sum) = (unit.OrderNumber ?? saga.OrderNumber, unit.Amounts.Sum);
            // A deduction may have taken a part of the postage.
            var postage = Math.Min(unit.Shipping, sum);
            var before = owed.GetValueOrDefault(order, new RefundOwed(order, 0, 0, 0, 0));
            var credit = credited.GetValueOrDefault((unit.Line, unit.Reason));
            owed[order] = new(
                order,
                before.Amount + sum,
                before.StoreCredit + (credit is null ? 0 : sum),
                before.Postage + postage,
                before.Bonus + StoreCreditBonus.Of(sum, credit?.BonusPercent)
            );
            saga.PieceChanges.Add(
                new(unit.Line, unit.Ordinal, saga.CorrelationId, saga.CorrelationId, Given: sum - postage)
            );
        }
        return [.. saga.Orders.Where(x => owed.ContainsKey(x.Number)).Select(x => owed[x.Number])];
    }

    /// <summary>The lines of a round's refund for an order, for the credit note.</summary>
    public static IReadOnlyList<RefundedLine> LinesOf(Return saga, int round, ReturnOrder order)
    {
        var number = saga.FurtherNumber(order.Number);
        var lines = saga
            .Goods.Lines.Where(x => x.OrderNumber == number)
            .DistinctBy(x => x.LineId)
            .ToDictionary(x => x.LineId, StringComparer.Ordinal);
        return
        [
            .. saga
                .Goods.Units.Where(x => x.Round == round && x.OrderNumber == number && IsRefunded(x))
                .GroupBy(x => x.LineId, StringComparer.Ordinal)
                .OrderBy(x => x.Key, StringComparer.Ordinal)
                .Select(units => LineOf(lines[units.Key], [.. units], order.ShippingTaxRate)),
        ];
    }

    private static PieceChange Release(Return saga, ReturnUnit unit) =>
        new(unit.Line, unit.Ordinal, saga.CorrelationId, ReservedBy: null);

    /// <summary>The return keeps the piece, and no longer promises anything for it.</summary>
    private static PieceChange Quarantine(Return saga, ReturnUnit unit) =>
        new(
            unit.Line,
            unit.Ordinal,
            saga.CorrelationId,
            saga.CorrelationId,
            Terms: PieceTerms.OfKnown(unit.Paid, postage: 0, promised: 0, unit.DeductsSet)
        );

    private static ReturnUnit Judge(ReturnUnit unit, UnitVerdict verdict) =>
        unit with
        {
            Grade = verdict.Grade,
            Disposition = verdict.Disposition,
            Released = verdict.Disposition == Dispositions.ReturnToCustomer && !unit.RefundedUnjudged,
        };

    private static RefundedLine LineOf(ReturnLine line, IReadOnlyList<ReturnUnit> units, int? shippingTaxRate)
    {
        var whole = UnitAmounts.SumOf(units.Select(x => x.Amounts));
        var sum = whole.AfterFees(line.TaxRate);
        return new(
            line.LineId,
            line.Sku,
            line.Description,
            units.Count,
            sum.Price,
            sum.Discount,
            sum.Tax,
            sum.IncludedTax,
            sum.Shipping,
            sum.Fees,
            line.TaxRate,
            ShippingTax: sum.ShippingTax,
            ShippingTaxRate: shippingTaxRate ?? (IsTaxOf(whole, units.Count, line.TaxRate) ? line.TaxRate : null)
        );
    }

    /// <summary>True when the postage's tax corresponds to that rate, apart from the rounding of each unit's share.</summary>
    private static bool IsTaxOf(UnitAmounts sum, int units, int? rate) =>
        rate is { } points
        && Int128.Abs((Int128)sum.ShippingTax * (10_000 + points) - (Int128)sum.Shipping * points)
            <= (Int128)units * (10_000 + points);

    /// <summary>True when something is refunded for the unit.</summary>
    public static bool IsRefunded(ReturnUnit unit) =>
        unit.RefundedUnjudged
        || unit.Disposition is not (null or Dispositions.ReturnToCustomer or Dispositions.Quarantine);
}

/// <summary>The refund of a round for an order, in minor units.</summary>
/// <param name="OrderNumber">The order whose payments are refunded.</param>
/// <param name="StoreCredit">How much of the amount was requested as store credit.</param>
/// <param name="Postage">How much of the amount is postage.</param>
/// <param name="Bonus">The store credit given on top of the amount.</param>
internal readonly record struct RefundOwed(string OrderNumber, long Amount, long StoreCredit, long Postage, long Bonus);
