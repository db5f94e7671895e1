using AfterSalesMesh.Contracts.Inspection;
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

    /// <summary>Notes the verdicts and adds up what is owed: what was paid for the units that the shop keeps.</summary>
    public static void Judge(Return it, IReadOnlyList<UnitVerdict> verdicts)
    {
        var byUnit = verdicts.ToDictionary(x => x.UnitId);
        long owed = 0;
        foreach (var unit in it.Units.Where(x => x.UnitId is not null))
        {
            var verdict = byUnit[unit.UnitId!.Value];
            (unit.Grade, unit.Disposition) = (verdict.Grade, verdict.Disposition);
            unit.Released = verdict.Disposition == Dispositions.ReturnToCustomer;
            owed = checked(owed + (IsPaid(verdict.Disposition) ? unit.Paid : 0));
        }
        it.RefundAmount = owed;
    }

    private static bool IsPaid(string disposition) =>
        disposition is not (Dispositions.ReturnToCustomer or Dispositions.Quarantine);
}
