using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Matches rows of money that moved without a refund of ours.</summary>
internal static class MovementMatcher
{
    public static RowOutcome Match(ParsedRow row, MoneyMovement movement)
    {
        if (movement.IsSettled)
        {
            const string Before = "Another row has already settled this.";
            return RowOutcome.Suspended(row, null, null, DiscrepancyKind.Duplicate, Before, expected: 0);
        }
        if (row.Currency != movement.Currency)
        {
            var detail =
                $"We recorded {movement.Amount} {movement.Currency}; the file says {row.Gross} {row.Currency} (minor units).";
            var outcome = RowOutcome.Suspended(row, null, movement.Id, DiscrepancyKind.Currency, detail);
            return movement.IsPosted
                ? outcome.WithOpenAmount(movement.Account, movement.Currency, -movement.Out)
                : outcome;
        }
        var gross = RowType.IsMoneyIn(row.Type) ? -row.Gross : row.Gross;
        List<Finding> findings = [];
        if (row.Gross != movement.Amount)
        {
            var detail = $"We recorded {movement.Amount}; the file says {row.Gross} {row.Currency} (minor units).";
            findings.Add(
                new Finding(DiscrepancyKind.Amount, detail, movement.Amount, row.Gross)
                {
                    OnClearing = new OpenAmount(movement.Account, movement.Currency, gross - movement.Out),
                }
            );
        }
        return RowOutcome.Settled(row, null, movement.Id, movement.Account, movement.Currency, gross, findings) with
        {
            ReturnId = movement.ReturnId,
        };
    }

    /// <summary>Matches a chargeback that nobody reported; a person decides whether it changes a payment's cap.</summary>
    public static RowOutcome MatchUnknown(ParsedRow row) =>
        RowOutcome.Suspended(
            row,
            null,
            null,
            DiscrepancyKind.MissingWithUs,
            row.Type == RowType.Chargeback
                ? "This chargeback was not reported before."
                : "The amount of a chargeback came back, but the chargeback was not reported as won."
        );
}
