using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Rows about a part of a refund of ours.</summary>
internal static class MatchPart
{
    public static Outcome Of(SettledRow row, PartInBooks? part, TimeSpan lateAfter)
    {
        if (Unpaid(row, part) is { } outcome)
        {
            return outcome;
        }
        var gross = GrossInOurs(row, part!);
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
                    OnClearing = new Hanging(part.Ledger.Account, part.Currency, gross.Value - part.Ledger.Amount),
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
        return Outcome.Settled(row, part, part.Id, part.Ledger.Account, part.Currency, gross.Value, findings);
    }

    public static Outcome CameBack(SettledRow row, PartInBooks? part) =>
        part is null
            ? Outcome.Suspended(
                row,
                part,
                null,
                DiscrepancyKind.MissingWithUs,
                "A refund came back that we do not know."
            )
        : part.IsFailureSettled
            ? Outcome.Suspended(
                row,
                part,
                null,
                DiscrepancyKind.Duplicate,
                "It came back before, by another row.",
                expected: 0
            )
        : part.Status == RefundStatus.Reversed && part.Ledger is { } ledger && row.Currency == part.Currency
            ? Outcome.Settled(
                row,
                part,
                part.Id,
                ledger.Account,
                part.Currency,
                -row.Gross,
                CameBackWhole(row, part, ledger)
            )
        : Outcome.Suspended(
            row,
            part,
            part.Id,
            DiscrepancyKind.MissingWithUs,
            $"The refund came back, and is {part.Status} with us."
        );

    private static List<Finding> CameBackWhole(SettledRow row, PartInBooks part, InLedger ledger) =>
        row.Gross == part.Amount
            ? []
            :
            [
                new Finding(
                    DiscrepancyKind.Amount,
                    $"{part.Amount} came back with us, settled are {row.Gross} {part.Currency} (minor units).",
                    part.Amount,
                    row.Gross
                )
                {
                    OnClearing = new Hanging(ledger.Account, part.Currency, part.Amount - row.Gross),
                },
            ];

    /// <summary>Where no part waits for being settled.</summary>
    private static Outcome? Unpaid(SettledRow row, PartInBooks? part)
    {
        var (kind, why) = part switch
        {
            null => (DiscrepancyKind.MissingWithUs, "We have no such refund."),
            { IsSettled: true } => (DiscrepancyKind.Duplicate, "The refund was settled before, by another row."),
            { IsWrittenOff: true } => (DiscrepancyKind.Late, "It was given up as missing, and is settled after all."),
            { IsPaid: false } => (DiscrepancyKind.MissingWithUs, $"The refund is {part.Status} with us."),
            _ => (null, null),
        };
        return kind is null
            ? null
            : Outcome.Suspended(
                row,
                part,
                part is { IsSettled: false } ? part.Id : null,
                kind,
                why!,
                kind == DiscrepancyKind.Duplicate ? 0 : null
            );
    }

    /// <summary>What the row says of our currency, be it by its rate; null where it says nothing of it.</summary>
    private static long? GrossInOurs(SettledRow row, PartInBooks part)
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

    private static string WrongAmount(PartInBooks part, long gross) =>
        part.Ledger!.Amount == part.Amount
            ? $"Decided and in the ledger {part.Amount}, settled {gross} {part.Currency} (minor units)."
            : $"Decided {part.Amount}, in the ledger {part.Ledger.Amount}, settled {gross} {part.Currency} (minor units).";

    private static Outcome Unclear(SettledRow row, PartInBooks part, long? gross)
    {
        var (kind, detail) = gross is null
            ? (
                DiscrepancyKind.Currency,
                $"Decided {part.Amount} {part.Currency}, settled {row.Gross} {row.Currency} (minor units), and no rate explains it."
            )
            : (DiscrepancyKind.Amount, "The ledger has no success of it.");
        var outcome = Outcome.Suspended(row, part, part.Id, kind, detail);
        return part.Ledger is { } ledger ? outcome.WithHanging(ledger.Account, part.Currency, -ledger.Amount) : outcome;
    }
}
