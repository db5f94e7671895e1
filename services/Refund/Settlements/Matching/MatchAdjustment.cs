using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Settlements.Reading;

namespace AfterSalesMesh.Refund.Settlements.Matching;

/// <summary>Rows about money that left past us, or came back so.</summary>
internal static class MatchAdjustment
{
    /// <summary>Somebody told us of it before.</summary>
    public static Outcome Of(SettledRow row, AdjustmentInBooks told)
    {
        if (told.IsSettled)
        {
            const string Before = "It was settled before, by another row.";
            return Outcome.Suspended(row, null, null, DiscrepancyKind.Duplicate, Before);
        }
        if (row.Currency != told.Currency)
        {
            var detail =
                $"We were told of {told.Amount} {told.Currency}, settled are {row.Gross} {row.Currency} (minor units).";
            var outcome = Outcome.Suspended(row, null, told.Id, DiscrepancyKind.Currency, detail);
            return told.IsPosted ? outcome.WithHanging(told.Account, told.Currency, -told.Amount) : outcome;
        }
        List<Finding> findings = [];
        if (row.Gross != told.Amount)
        {
            var detail = $"We were told of {told.Amount}, settled are {row.Gross} {row.Currency} (minor units).";
            findings.Add(
                new Finding(DiscrepancyKind.Amount, detail, told.Amount, row.Gross)
                {
                    OnClearing = new Hanging(told.Account, told.Currency, row.Gross - told.Amount),
                }
            );
        }
        return Outcome.Settled(row, null, told.Id, told.Account, told.Currency, row.Gross, findings);
    }

    /// <summary>The bank gave back what it had charged back; the cap of the payment stays as it is.</summary>
    public static Outcome Won(SettledRow row, AdjustmentInBooks? told)
    {
        if (told is not { RowType: RowType.Chargeback })
        {
            const string Stranger = "A chargeback came back that nobody has told us of.";
            return Outcome.Suspended(row, null, null, DiscrepancyKind.MissingWithUs, Stranger);
        }
        if (told.IsWon)
        {
            const string Before = "The chargeback came back before, by another row.";
            return Outcome.Suspended(row, null, null, DiscrepancyKind.Duplicate, Before);
        }
        if (row.Currency != told.Currency)
        {
            var detail =
                $"A chargeback of {told.Amount} {told.Currency} came back as {row.Gross} {row.Currency} (minor units).";
            return Outcome.Suspended(row, null, told.Id, DiscrepancyKind.Currency, detail);
        }
        return Outcome.Settled(row, null, told.Id, Accounts.Chargebacks, told.Currency, -row.Gross, []);
    }

    public static Outcome Unknown(SettledRow row) =>
        Outcome.Suspended(row, null, null, DiscrepancyKind.MissingWithUs, "A chargeback that nobody has told us of.");
}
