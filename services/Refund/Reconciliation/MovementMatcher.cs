using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Matches rows about money that moved without a refund of ours.</summary>
internal static class MovementMatcher
{
    /// <summary>It was reported or collected before.</summary>
    public static RowOutcome Match(ParsedRow row, BookedMovement told)
    {
        if (told.IsSettled)
        {
            const string Before = "It was settled before, by another row.";
            return RowOutcome.Suspended(row, null, null, DiscrepancyKind.Duplicate, Before, expected: 0);
        }
        if (row.Currency != told.Currency)
        {
            var detail =
                $"Reported were {told.Amount} {told.Currency}, settled are {row.Gross} {row.Currency} (minor units).";
            var outcome = RowOutcome.Suspended(row, null, told.Id, DiscrepancyKind.Currency, detail);
            return told.IsPosted ? outcome.WithOpenAmount(told.Account, told.Currency, -told.Out) : outcome;
        }
        var gross = RowType.IsMoneyIn(row.Type) ? -row.Gross : row.Gross;
        List<Finding> findings = [];
        if (row.Gross != told.Amount)
        {
            var detail = $"Reported were {told.Amount}, settled are {row.Gross} {row.Currency} (minor units).";
            findings.Add(
                new Finding(DiscrepancyKind.Amount, detail, told.Amount, row.Gross)
                {
                    OnClearing = new OpenAmount(told.Account, told.Currency, gross - told.Out),
                }
            );
        }
        return RowOutcome.Settled(row, null, told.Id, told.Account, told.Currency, gross, findings) with
        {
            ReturnId = told.ReturnId,
        };
    }

    /// <summary>Nobody has reported it. A person decides whether it changes the payment's cap.</summary>
    public static RowOutcome MatchUnknown(ParsedRow row) =>
        RowOutcome.Suspended(
            row,
            null,
            null,
            DiscrepancyKind.MissingWithUs,
            row.Type == RowType.Chargeback
                ? "A chargeback that was not reported before."
                : "A chargeback came back that was not reported as won."
        );
}
