using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>What came, what it was found to be, and what is owed for it.</summary>
internal static class Settlement
{
    /// <summary>Matches what came to what was asked back, line by line. What did not come may be asked for again.</summary>
    public static void TakeIn(Return it, IReadOnlyList<ReceivedUnit> received)
    {
        foreach (var line in it.Units.GroupBy(x => x.LineId))
        {
            var came = new Queue<Guid>(received.Where(x => x.LineId == line.Key).Select(x => x.UnitId));
            foreach (var unit in line.OrderBy(x => x.Ordinal))
            {
                unit.UnitId = came.TryDequeue(out var id) ? id : null;
                unit.Released = unit.UnitId is null;
            }
        }
    }

    /// <summary>Notes the verdicts and adds up what is owed: what the units give that the shop keeps.</summary>
    public static void Judge(Return it, IReadOnlyList<UnitVerdict> verdicts)
    {
        var byUnit = verdicts.ToDictionary(x => x.UnitId);
        foreach (var unit in it.Units.Where(x => x.UnitId is not null))
        {
            var verdict = byUnit[unit.UnitId!.Value];
            (unit.Grade, unit.Disposition) = (verdict.Grade, verdict.Disposition);
            unit.Released = verdict.Disposition == Dispositions.ReturnToCustomer;
        }
        it.RefundAmount = Owed(it).Sum(x => x.Amounts.Sum);
        var credited = it
            .Lines.Where(x => x.Resolution == Resolutions.StoreCredit)
            .Select(x => (x.LineId, x.Reason))
            .ToHashSet();
        it.StoreCredit = Owed(it).Where(x => credited.Contains((x.LineId, x.Reason))).Sum(x => x.Amounts.Sum);
    }

    /// <summary>What is owed line by line, for the credit note; it adds up to the refund.</summary>
    public static IReadOnlyList<RefundedLine> Lines(Return it)
    {
        var lines = it.Lines.DistinctBy(x => x.LineId).ToDictionary(x => x.LineId, StringComparer.Ordinal);
        return
        [
            .. Owed(it)
                .GroupBy(x => x.LineId)
                .OrderBy(x => x.Key, StringComparer.Ordinal)
                .Select(units => Line(lines[units.Key], [.. units], it.ShippingTaxRate)),
        ];
    }

    private static RefundedLine Line(ReturnLine line, IReadOnlyList<ReturnUnit> units, int? shippingTaxRate)
    {
        var all = Amounts.SumOf(units.Select(x => x.Amounts));
        return new(
            line.LineId,
            line.Sku,
            line.Description,
            units.Count,
            all.Price,
            all.Discount,
            all.Tax,
            all.IncludedTax,
            all.Shipping,
            all.Fees,
            line.TaxRate,
            ShippingTax: all.ShippingTax,
            ShippingTaxRate: shippingTaxRate ?? (IsTaxOf(all, units.Count, line.TaxRate) ? line.TaxRate : null)
        );
    }

    /// <summary>Whether the postage was taxed by that rate, but for what was rounded of each unit's share.</summary>
    private static bool IsTaxOf(Amounts all, int units, int? rate) =>
        rate is { } points
        && Int128.Abs((Int128)all.ShippingTax * (10_000 + points) - (Int128)all.Shipping * points)
            <= (Int128)units * (10_000 + points);

    private static IEnumerable<ReturnUnit> Owed(Return it) =>
        it.Units.Where(x => x.Disposition is not (null or Dispositions.ReturnToCustomer or Dispositions.Quarantine));
}
