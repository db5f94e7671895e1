using AfterSalesMesh.Refund.Reconciliation.Files;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Rows about money that moved without a refund of ours.</summary>
internal static class MatchAdjustment
{
    /// <summary>It is in the books already.</summary>
    public static Outcome Of(SettledRow row, AdjustmentInBooks told)
    {
        if (told.IsSettled)
        {
            const string Before = "It was settled before, by another row.";
            return Outcome.Suspended(row, null, null, DiscrepancyKind.Duplicate, Before, expected: 0);
        }
        if (row.Currency != told.Currency)
        {
            var detail =
                $"In the books are {told.Amount} {told.Currency}, settled are {row.Gross} {row.Currency} (minor units).";
            var outcome = Outcome.Suspended(row, null, told.Id, DiscrepancyKind.Currency, detail);
            return told.IsPosted ? outcome.WithHanging(told.Account, told.Currency, -told.Out) : outcome;
        }
        var gross = RowType.IsMoneyIn(row.Type) ? -row.Gross : row.Gross;
        List<Finding> findings = [];
        if (row.Gross != told.Amount)
        {
            var detail = $"In the books are {told.Amount}, settled are {row.Gross} {row.Currency} (minor units).";
            findings.Add(
                new Finding(DiscrepancyKind.Amount, detail, told.Amount, row.Gross)
                {
                    OnClearing = new Hanging(told.Account, told.Currency, gross - told.Out),
                }
            );
        }
        return Outcome.Settled(row, null, told.Id, told.Account, told.Currency, gross, findings) with
        {
            ReturnId = told.ReturnId,
        };
    }

    /// <summary>Nobody did. Whether a payment's cap moves is for a person to say.</summary>
    public static Outcome Unknown(SettledRow row) =>
        Outcome.Suspended(
            row,
            null,
            null,
            DiscrepancyKind.MissingWithUs,
            row.Type == RowType.Chargeback
                ? "A chargeback that nobody has told us of."
                : "A chargeback came back, and nobody has told us that it was won."
        );
}
