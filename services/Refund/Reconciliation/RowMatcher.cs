using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Compares rows of a file with refunds and ledger. Pure: it knows what it is given.</summary>
internal static class RowMatcher
{
    /// <summary>Matches rows in the order of their file: of two that settle one part, the second is a duplicate.</summary>
    /// <param name="rows">New ones only.</param>
    /// <param name="known">What a row is about.</param>
    /// <param name="lateAfter">How long a settlement may take.</param>
    public static List<RowOutcome> MatchAll(
        IEnumerable<ParsedRow> rows,
        Func<ParsedRow, RowSubject> known,
        TimeSpan lateAfter
    )
    {
        List<RowOutcome> outcomes = [];
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
            var outcome = Match(row, new RowSubject(part, adjustment), lateAfter);
            if (outcome.Settles is { } id)
            {
                settled.Add((id, row.Type));
            }
            outcomes.Add(outcome);
        }
        return outcomes;
    }

    public static RowOutcome Match(ParsedRow row, RowSubject known, TimeSpan lateAfter) =>
        row.Type switch
        {
            RowType.Fee => RowOutcome.Fee(row, known.Part),
            RowType.RefundFailure => PartMatcher.MatchFailure(row, known.Part),
            _ when known is { Part: null, Adjustment: { } told } && told.RowType == row.Type => MovementMatcher.Match(
                row,
                told
            ),
            RowType.Chargeback or RowType.ChargebackWon => MovementMatcher.MatchUnknown(row),
            _ => PartMatcher.Match(row, known.Part, lateAfter),
        };
}
