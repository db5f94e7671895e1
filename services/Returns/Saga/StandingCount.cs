using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>How a return counts in its customer's standing.</summary>
/// <param name="Returns">1; or 0 if nothing came back or is still expected.</param>
/// <param name="Units">The number of units that came back or are still expected.</param>
/// <param name="Mismatches">The number of units that did not match the request; 0 if the shop is responsible for the reason of a line.</param>
/// <param name="Worn">The number of units of grade C or D that had to be resaleable, unless the shop is responsible for their reason.</param>
internal sealed record StandingCount(int Returns, int Units, int Mismatches, int Worn)
{
    public static readonly StandingCount None = new(0, 0, 0, 0);

    /// <summary>Counts again if the goods are loaded, and notes the change since the last count.</summary>
    public static void Refresh(Return saga)
    {
        if (!saga.HasGoods || Of(saga.Goods) is var count && count == saga.Goods.Counted)
        {
            return;
        }
        var before = saga.Goods.Counted;
        var change = saga.CountChange ?? None;
        saga.CountChange = new(
            change.Returns + count.Returns - before.Returns,
            change.Units + count.Units - before.Units,
            change.Mismatches + count.Mismatches - before.Mismatches,
            change.Worn + count.Worn - before.Worn
        );
        saga.Goods.Counted = count;
    }

    private static StandingCount Of(ReturnGoods goods)
    {
        var lines = goods.Lines.ToLookup(x => (x.Key, x.Reason));
        var (units, quarantined, worn, unplaced) = (0, 0, 0, 0);
        foreach (var unit in goods.Units)
        {
            units += unit.Released ? 0 : 1;
            if (unit.Grade is null)
            {
                continue;
            }
            var line = lines[(unit.Line, unit.Reason)].First();
            quarantined += !line.ShopFault && unit.Disposition == Dispositions.Quarantine ? 1 : 0;
            worn +=
                line is { ShopFault: false, MustBeResaleable: true } && unit.Grade is (Grades.C or Grades.D) ? 1 : 0;
        }
        if (!goods.Lines.Any(x => x.ShopFault))
        {
            unplaced = goods.Unassigned.Count(x => x.Reason == AttentionReasons.UnplacedUnits);
        }
        return new(units > 0 ? 1 : 0, units, quarantined + unplaced, worn);
    }
}
