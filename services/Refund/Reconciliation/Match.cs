using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Decided × ledger × settled, as a function of nothing but what it is given.</summary>
internal static class Match
{
    /// <summary>Rows in the order of their file: of two that settle one part, the second is a duplicate.</summary>
    /// <param name="rows">New ones only.</param>
    /// <param name="known">What a row is about.</param>
    /// <param name="lateAfter">How long a settlement may take.</param>
    public static List<Outcome> All(IEnumerable<SettledRow> rows, Func<SettledRow, Known> known, TimeSpan lateAfter)
    {
        List<Outcome> outcomes = [];
        HashSet<(Guid, string)> settled = [];
        foreach (var row in rows)
        {
            var (part, adjustment) = known(row);
            if (part is not null && settled.Contains((part.Id, row.Type)))
            {
                part = part.SettledBy(row.Type);
            }
            if (adjustment is not null && settled.Contains((adjustment.Id, row.Type)))
            {
                adjustment = adjustment.Settled;
            }
            var outcome = Of(row, new Known(part, adjustment), lateAfter);
            if (outcome.Settles is { } id)
            {
                settled.Add((id, row.Type));
            }
            outcomes.Add(outcome);
        }
        return outcomes;
    }

    public static Outcome Of(SettledRow row, Known known, TimeSpan lateAfter) =>
        row.Type switch
        {
            RowType.Fee => Outcome.Fee(row, known.Part),
            RowType.RefundFailure => MatchPart.CameBack(row, known.Part),
            _ when known is { Part: null, Adjustment: { } told } && told.RowType == row.Type => MatchAdjustment.Of(
                row,
                told
            ),
            RowType.Chargeback or RowType.ChargebackWon => MatchAdjustment.Unknown(row),
            _ => MatchPart.Of(row, known.Part, lateAfter),
        };
}
