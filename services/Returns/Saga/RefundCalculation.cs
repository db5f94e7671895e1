using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Calculates the refund owed for the units that came, by their verdicts.</summary>
internal static class RefundCalculation
{
    /// <summary>Matches the received units to the requested ones, line by line. A unit that did not come may be requested again.</summary>
    public static void MatchReceived(Return saga, IReadOnlyList<ReceivedUnit> received)
    {
        var receivedByLine = received.ToLookup(x => x.LineId, x => x.UnitId, StringComparer.Ordinal);
        foreach (var line in saga.Units.GroupBy(x => x.LineId, StringComparer.Ordinal))
        {
            var unitIds = new Queue<Guid>(receivedByLine[line.Key]);
            foreach (var unit in line.OrderBy(x => x.Ordinal))
            {
                unit.UnitId = unitIds.TryDequeue(out var id) ? id : null;
                unit.Released = unit.UnitId is null;
            }
        }
    }

    /// <summary>Takes over the verdicts and adds up the refund of all units that are kept.</summary>
    public static void ApplyVerdicts(Return saga, IReadOnlyList<UnitVerdict> verdicts)
    {
        var byUnit = verdicts.ToDictionary(x => x.UnitId);
        foreach (var unit in saga.Units.Where(x => x.UnitId is not null))
        {
            var verdict = byUnit[unit.UnitId!.Value];
            (unit.Grade, unit.Disposition) = (verdict.Grade, verdict.Disposition);
            unit.Released = verdict.Disposition == Dispositions.ReturnToCustomer;
        }
        saga.RefundAmount = Refunded(saga).Sum(x => x.Amounts.Sum);
        var credited = saga
            .Lines.Where(x => x.Resolution == Resolutions.StoreCredit)
            .Select(x => (x.LineId, x.Reason))
            .ToHashSet();
        saga.StoreCredit = Refunded(saga).Where(x => credited.Contains((x.LineId, x.Reason))).Sum(x => x.Amounts.Sum);
    }

    /// <summary>The refund line by line, for the credit note.</summary>
    public static IReadOnlyList<RefundedLine> LinesOf(Return saga)
    {
        var lines = saga.Lines.DistinctBy(x => x.LineId).ToDictionary(x => x.LineId, StringComparer.Ordinal);
        return
        [
            .. Refunded(saga)
                .GroupBy(x => x.LineId, StringComparer.Ordinal)
                .OrderBy(x => x.Key, StringComparer.Ordinal)
                .Select(units => LineOf(lines[units.Key], [.. units], saga.ShippingTaxRate)),
        ];
    }

    private static RefundedLine LineOf(ReturnLine line, IReadOnlyList<ReturnUnit> units, int? shippingTaxRate)
    {
        var sum = UnitAmounts.SumOf(units.Select(x => x.Amounts));
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
            ShippingTaxRate: shippingTaxRate ?? (IsTaxOf(sum, units.Count, line.TaxRate) ? line.TaxRate : null)
        );
    }

    /// <summary>True when the postage's tax is of that rate, within the rounding of each unit's share.</summary>
    private static bool IsTaxOf(UnitAmounts sum, int units, int? rate) =>
        rate is { } points
        && Int128.Abs((Int128)sum.ShippingTax * (10_000 + points) - (Int128)sum.Shipping * points)
            <= (Int128)units * (10_000 + points);

    private static IEnumerable<ReturnUnit> Refunded(Return saga) =>
        saga.Units.Where(x => x.Disposition is not (null or Dispositions.ReturnToCustomer or Dispositions.Quarantine));
}
