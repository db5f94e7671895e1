using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Matches rows of a part of one of our refunds.</summary>
internal static class PartMatcher
{
    public static RowOutcome Match(ParsedRow row, PostedPart? part, TimeSpan lateAfter)
    {
        if (part is null || part.IsSettled || part.IsWrittenOff || !part.IsPaid)
        {
            return Unpaid(row, part);
        }
        var refund = part.Part;
        var gross = GrossInPaymentCurrency(row, refund);
        if (gross is null || part.Posting is not { } posting)
        {
            return Unclear(row, part, gross);
        }
        List<Finding> findings = [];
        if (gross != refund.Amount || posting.Amount != refund.Amount)
        {
            var inLedger = posting.Amount == refund.Amount ? "" : $"in the ledger {posting.Amount}, ";
            var detail = $"Refunded {refund.Amount}, {inLedger}settled {gross} {refund.Currency} (minor units).";
            findings.Add(
                new Finding(DiscrepancyKind.Amount, detail, refund.Amount, gross)
                {
                    OnClearing = new OpenAmount(posting.Account, refund.Currency, gross.Value - posting.Amount),
                }
            );
        }
        if (row.At - posting.At > lateAfter)
        {
            var days = (row.At - posting.At).TotalDays;
            findings.Add(
                new Finding(DiscrepancyKind.Late, $"Settled {days:0} days after it succeeded.", refund.Amount, gross)
            );
        }
        return RowOutcome.Settled(row, part, refund.Id, posting.Account, refund.Currency, gross.Value, findings);
    }

    /// <summary>Matches a row of a refund that came back.</summary>
    public static RowOutcome MatchReversal(ParsedRow row, PostedPart? part)
    {
        if (part is null)
        {
            return RowOutcome.Suspended(
                row,
                part,
                null,
                DiscrepancyKind.MissingWithUs,
                "A refund that we do not know came back."
            );
        }
        if (part.IsReversalSettled)
        {
            const string Before = "Another row has already reported that it came back.";
            return RowOutcome.Suspended(row, part, null, DiscrepancyKind.Duplicate, Before, expected: 0);
        }
        var refund = part.Part;
        if (
            refund.Status != RefundStatus.Reversed
            || part.Posting is not { } posting
            || row.Currency != refund.Currency
        )
        {
            var status = $"The refund came back, but its status is {refund.Status}.";
            return RowOutcome.Suspended(row, part, refund.Id, DiscrepancyKind.MissingWithUs, status);
        }
        List<Finding> findings = [];
        if (row.Gross != refund.Amount)
        {
            var detail = $"Reversed {refund.Amount}, settled {row.Gross} {refund.Currency} (minor units).";
            findings.Add(
                new Finding(DiscrepancyKind.Amount, detail, refund.Amount, row.Gross)
                {
                    OnClearing = new OpenAmount(posting.Account, refund.Currency, refund.Amount - row.Gross),
                }
            );
        }
        return RowOutcome.Settled(row, part, refund.Id, posting.Account, refund.Currency, -row.Gross, findings);
    }

    /// <summary>The row names no refund that waits for a settlement.</summary>
    private static RowOutcome Unpaid(ParsedRow row, PostedPart? part)
    {
        var (kind, why) = part switch
        {
            null => (DiscrepancyKind.MissingWithUs, "There is no such refund."),
            { IsSettled: true } => (DiscrepancyKind.Duplicate, "Another row has already settled this refund."),
            { IsWrittenOff: true } => (
                DiscrepancyKind.Late,
                "The refund was written off as missing, but is now settled."
            ),
            _ => (DiscrepancyKind.MissingWithUs, $"The refund's status is {part.Part.Status}."),
        };
        var isDuplicate = kind == DiscrepancyKind.Duplicate;
        return RowOutcome.Suspended(row, part, isDuplicate ? null : part?.Part.Id, kind, why, isDuplicate ? 0 : null);
    }

    /// <summary>The row's gross in the refund's currency, converted by the file's exchange rate if it has one; null: unknown.</summary>
    private static long? GrossInPaymentCurrency(ParsedRow row, RefundPart refund)
    {
        if (row.Currency == refund.Currency)
        {
            return row.Gross;
        }
        if (row.Rate is not { } rate)
        {
            return null;
        }
        var theirs = refund.Amount / Money.ScaleOf(refund.Currency) * rate * Money.ScaleOf(row.Currency);
        return Math.Abs(theirs - row.Gross) <= 1 ? refund.Amount : null;
    }

    /// <summary>The row's amount cannot be compared with the ledger.</summary>
    private static RowOutcome Unclear(ParsedRow row, PostedPart part, long? gross)
    {
        var (kind, detail) = gross is null
            ? (
                DiscrepancyKind.Currency,
                $"Refunded {part.Part.Amount} {part.Part.Currency}, settled {row.Gross} {row.Currency} (minor units), and no exchange rate explains the difference."
            )
            : (DiscrepancyKind.Amount, "The ledger has no posting for this refund.");
        var outcome = RowOutcome.Suspended(row, part, part.Part.Id, kind, detail);
        return part.Posting is { } posting
            ? outcome.WithOpenAmount(posting.Account, part.Part.Currency, -posting.Amount)
            : outcome;
    }
}
