using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Settlements.Reading;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Settlements.Matching;

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
                part =
                    row.Type == RowType.RefundFailure
                        ? part with
                        {
                            IsFailureSettled = true,
                        }
                        : part with
                        {
                            IsSettled = true,
                        };
            }
            if (adjustment is not null && settled.Contains((adjustment.Id, row.Type)))
            {
                adjustment = adjustment with { IsSettled = true };
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
        row.Type == RowType.Fee ? new Outcome(row, known.Part, null, Lines(row), [])
        : known.Adjustment is { } adjustment && known.Adjustment.RowType == row.Type && known.Part is null
            ? PastUs(row, adjustment)
        : row.Type switch
        {
            RowType.Chargeback => Suspend(
                row,
                null,
                false,
                ExceptionKind.MissingWithUs,
                "A chargeback that nobody has told us of."
            ),
            RowType.ChargebackWon => Suspend(
                row,
                null,
                false,
                ExceptionKind.MissingWithUs,
                "A chargeback was won that nobody has told us of."
            ),
            RowType.RefundFailure => Failure(row, known.Part),
            _ => Refund(row, known.Part, lateAfter),
        };

    /// <summary>Somebody told us before that the money left past us.</summary>
    private static Outcome PastUs(SettledRow row, AdjustmentInBooks told)
    {
        if (told.IsSettled)
        {
            return Suspend(row, null, false, ExceptionKind.Duplicate, "It was settled before, by another row.");
        }
        if (row.Currency != told.Currency)
        {
            var detail =
                $"We were told of {told.Amount} {told.Currency}, settled are {row.Gross} {row.Currency} (minor units).";
            return Suspend(row, null, false, ExceptionKind.Currency, detail);
        }
        var (gross, ours) = RowType.IsIn(row.Type) ? (-row.Gross, -told.Amount) : (row.Gross, told.Amount);
        List<Finding> findings = [];
        if (row.Gross != told.Amount)
        {
            var detail = $"We were told of {told.Amount}, settled are {row.Gross} {row.Currency} (minor units).";
            findings.Add(
                new Finding(ExceptionKind.Amount, detail, told.Amount, row.Gross)
                {
                    OnClearing = new Hanging(told.Account, told.Currency, gross - ours),
                }
            );
        }
        return Settle(row, null, told.Id, told.Account, told.Currency, gross, findings);
    }

    private static Outcome Failure(SettledRow row, PartInBooks? part) =>
        part is null ? Suspend(row, part, false, ExceptionKind.MissingWithUs, "A refund came back that we do not know.")
        : part.IsFailureSettled
            ? Suspend(row, part, false, ExceptionKind.Duplicate, "It came back before, by another row.")
        : part.Status == RefundStatus.Reversed && part.Ledger is { } ledger && row.Currency == part.Currency
            ? Settle(row, part, part.Id, ledger.Account, part.Currency, -row.Gross, [])
        : Suspend(row, part, true, ExceptionKind.MissingWithUs, $"The refund came back, and is {part.Status} with us.");

    private static Outcome Refund(SettledRow row, PartInBooks? part, TimeSpan lateAfter)
    {
        if (part is null)
        {
            return Suspend(row, part, false, ExceptionKind.MissingWithUs, "We have no such refund.");
        }
        if (part.IsSettled)
        {
            return Suspend(row, part, false, ExceptionKind.Duplicate, "The refund was settled before, by another row.");
        }
        if (part.IsWrittenOff)
        {
            return Suspend(
                row,
                part,
                true,
                ExceptionKind.Late,
                "It was given up as missing, and is settled after all."
            );
        }
        if (!part.IsPaid)
        {
            return Suspend(row, part, true, ExceptionKind.MissingWithUs, $"The refund is {part.Status} with us.");
        }
        var gross = GrossInOurs(row, part);
        if (gross is null || part.Ledger is null)
        {
            return Unclear(row, part, gross);
        }
        List<Finding> findings = [];
        if (gross != part.Amount || part.Ledger.Amount != part.Amount)
        {
            findings.Add(
                new Finding(ExceptionKind.Amount, WrongAmount(part, gross.Value), part.Amount, gross)
                {
                    OnClearing = new Hanging(part.Ledger.Account, part.Currency, gross.Value - part.Ledger.Amount),
                }
            );
        }
        if (row.At - part.Ledger.At > lateAfter)
        {
            var days = (row.At - part.Ledger.At).TotalDays;
            findings.Add(
                new Finding(ExceptionKind.Late, $"Settled {days:0} days after it succeeded.", part.Amount, gross)
            );
        }
        return Settle(row, part, part.Id, part.Ledger.Account, part.Currency, gross.Value, findings);
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
        var isCurrency = gross is null;
        var detail = isCurrency
            ? $"Decided {part.Amount} {part.Currency}, settled {row.Gross} {row.Currency} (minor units), and no rate explains it."
            : "The ledger has no success of it.";
        var outcome = Suspend(row, part, true, isCurrency ? ExceptionKind.Currency : ExceptionKind.Amount, detail);
        var finding = outcome.Findings[0] with
        {
            OnClearing = part.Ledger is { } ledger ? new Hanging(ledger.Account, part.Currency, -ledger.Amount) : null,
        };
        return outcome with { Findings = [finding] };
    }

    private static Outcome Settle(
        SettledRow row,
        PartInBooks? part,
        Guid settles,
        string account,
        string currency,
        long gross,
        List<Finding> findings
    )
    {
        List<PostingLine> lines = [new(account, currency, gross), .. Lines(row)];
        if (currency != row.SettledCurrency)
        {
            lines.Add(new(Accounts.ExchangeDifferences, currency, -gross));
            lines.Add(new(Accounts.ExchangeDifferences, row.SettledCurrency, row.SettledGross));
        }
        return new Outcome(row, part, settles, lines, findings);
    }

    private static Outcome Suspend(SettledRow row, PartInBooks? part, bool settles, string kind, string detail)
    {
        var suspense = new Hanging(Accounts.Suspense, row.SettledCurrency, row.SettledGross);
        return new Outcome(
            row,
            part,
            settles ? part?.Id : null,
            [new(suspense.Account, suspense.Currency, suspense.Amount), .. Lines(row)],
            [new Finding(kind, detail, part?.Amount, row.Gross) { OnSuspense = suspense }]
        );
    }

    /// <summary>What the bank and the provider's fees get; the rest of the posting says what for.</summary>
    private static PostingLine[] Lines(SettledRow row) =>
        [new(Accounts.Bank, row.SettledCurrency, -row.Net), new(Accounts.ProviderFees, row.SettledCurrency, row.Fee)];
}
