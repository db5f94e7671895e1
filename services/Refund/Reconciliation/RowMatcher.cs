using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Compares rows of a file with refunds and ledger, without any database access.</summary>
internal static class RowMatcher
{
    /// <summary>Matches new rows in the order of their file: if two rows settle one part, the second is a duplicate.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="find">Finds the subject of a row.</param>
    /// <param name="lateAfter">How long a settlement may take.</param>
    public static List<RowOutcome> MatchAll(
        IEnumerable<ParsedRow> rows,
        Func<ParsedRow, RowSubject> find,
        TimeSpan lateAfter
    )
    {
        List<RowOutcome> outcomes = [];
        HashSet<(Guid, string)> settled = [];
        foreach (var row in rows)
        {
            var (part, movement) = find(row);
            if (part is not null && settled.Contains((part.Part.Id, row.Type)))
            {
                part = part.SettledBy(row.Type);
            }
            if (movement is not null && settled.Contains((movement.Id, row.Type)))
            {
                movement = movement with { IsSettled = true };
            }
            var outcome = Match(row, new RowSubject(part, movement), lateAfter);
            if (outcome.Settles is { } id)
            {
                settled.Add((id, row.Type));
            }
            outcomes.Add(outcome);
        }
        return outcomes;
    }

    public static RowOutcome Match(ParsedRow row, RowSubject subject, TimeSpan lateAfter) =>
        row.Type switch
        {
            RowType.Fee => RowOutcome.Fee(row, subject.Part),
            RowType.RefundReversal => PartMatcher.MatchReversal(row, subject.Part),
            _ when subject is { Part: null, Movement: { } movement } && movement.RowType == row.Type =>
                MovementMatcher.Match(row, movement),
            RowType.Chargeback or RowType.ChargebackWon => MovementMatcher.MatchUnknown(row),
            _ => PartMatcher.Match(row, subject.Part, lateAfter),
        };
}
