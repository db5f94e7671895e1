using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Matches rows about a part of one of our refunds.</summary>
internal static class PartMatcher
{
    public static RowOutcome Match(ParsedRow row, BookedPart? part, TimeSpan lateAfter)
    {
        if (Unpaid(row, part) is { } outcome)
        {
            return outcome;
        }
        var gross = GrossInPaymentCurrency(row, part!);
        if (gross is null || part!.Ledger is null)
        {
            return Unclear(row, part!, gross);
        }
        List<Finding> findings = [];
        if (gross != part.Amount || part.Ledger.Amount != part.Amount)
        {
            findings.Add(
                new Finding(DiscrepancyKind.Amount, WrongAmount(part, gross.Value), part.Amount, gross)
                {
                    OnClearing = new OpenAmount(part.Ledger.Account, part.Currency, gross.Value - part.Ledger.Amount),
                }
            );
        }
        if (row.At - part.Ledger.At > lateAfter)
        {
            var days = (row.At - part.Ledger.At).TotalDays;
            findings.Add(
                new Finding(DiscrepancyKind.Late, $"Settled {days:0} days after it succeeded.", part.Amount, gross)
            );
        }
        return RowOutcome.Settled(row, part, part.Id, part.Ledger.Account, part.Currency, gross.Value, findings);
    }

    public static RowOutcome MatchFailure(ParsedRow row, BookedPart? part) =>
        part is null
            ? RowOutcome.Suspended(row, part, null, DiscrepancyKind.MissingWithUs, "An unknown refund came back.")
        : part.IsFailureSettled
            ? RowOutcome.Suspended(
                row,
                part,
                null,
                DiscrepancyKind.Duplicate,
                "It came back before, by another row.",
                expected: 0
            )
        : part.Status == RefundStatus.Reversed && part.Ledger is { } ledger && row.Currency == part.Currency
            ? RowOutcome.Settled(
                row,
                part,
                part.Id,
                ledger.Account,
                part.Currency,
                -row.Gross,
                CheckReversedAmount(row, part, ledger)
            )
        : RowOutcome.Suspended(
            row,
            part,
            part.Id,
            DiscrepancyKind.MissingWithUs,
            $"The refund came back, and has the status {part.Status}."
        );

    private static List<Finding> CheckReversedAmount(ParsedRow row, BookedPart part, ClearingEntry ledger) =>
        row.Gross == part.Amount
            ? []
            :
            [
                new Finding(
                    DiscrepancyKind.Amount,
                    $"Reversed were {part.Amount}, settled are {row.Gross} {part.Currency} (minor units).",
                    part.Amount,
                    row.Gross
                )
                {
                    OnClearing = new OpenAmount(ledger.Account, part.Currency, part.Amount - row.Gross),
                },
            ];

    /// <summary>Why the row cannot settle the part.</summary>
    private static RowOutcome? Unpaid(ParsedRow row, BookedPart? part)
    {
        var (kind, why) = part switch
        {
            null => (DiscrepancyKind.MissingWithUs, "There is no such refund."),
            { IsSettled: true } => (DiscrepancyKind.Duplicate, "The refund was settled before, by another row."),
            { IsWrittenOff: true } => (
                DiscrepancyKind.Late,
                "It was written off as missing, and is settled after all."
            ),
            { IsPaid: false } => (DiscrepancyKind.MissingWithUs, $"The refund has the status {part.Status}."),
            _ => (null, null),
        };
        return kind is null
            ? null
            : RowOutcome.Suspended(
                row,
                part,
                part is { IsSettled: false } ? part.Id : null,
                kind,
                why!,
                kind == DiscrepancyKind.Duplicate ? 0 : null
            );
    }

    /// <summary>The row's gross in the refund's currency, by its exchange rate where the file has one; null: unknown.</summary>
    private static long? GrossInPaymentCurrency(ParsedRow row, BookedPart part)
    {
        if (row.Currency == part.Currency)
        {
            return row.Gross;
        }
        if (row.Rate is not { } rate)
        {
            return null;
        }
        var theirs = part.Amount / Money.ScaleOf(part.Currency) * rate * Money.ScaleOf(row.Currency);
        return Math.Abs(theirs - row.Gross) <= 1 ? part.Amount : null;
    }

    private static string WrongAmount(BookedPart part, long gross) =>
        part.Ledger!.Amount == part.Amount
            ? $"Refunded {part.Amount}, settled {gross} {part.Currency} (minor units)."
            : $"Refunded {part.Amount}, in the ledger {part.Ledger.Amount}, settled {gross} {part.Currency} (minor units).";

    private static RowOutcome Unclear(ParsedRow row, BookedPart part, long? gross)
    {
        var (kind, detail) = gross is null
            ? (
                DiscrepancyKind.Currency,
                $"Refunded {part.Amount} {part.Currency}, settled {row.Gross} {row.Currency} (minor units), and no rate explains it."
            )
            : (DiscrepancyKind.Amount, "The ledger has no posting of its success.");
        var outcome = RowOutcome.Suspended(row, part, part.Id, kind, detail);
        return part.Ledger is { } ledger
            ? outcome.WithOpenAmount(ledger.Account, part.Currency, -ledger.Amount)
            : outcome;
    }
}
