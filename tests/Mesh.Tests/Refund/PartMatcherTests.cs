using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.SettledParts;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>What is posted and found for a row about a part of a refund.</summary>
public sealed class PartMatcherTests
{
    [Fact]
    public void A_refund_that_is_settled_as_posted_is_no_exception()
    {
        var part = Part(500);

        var outcome = Match(Row(part), part);

        outcome.Findings.ShouldBeEmpty();
        (outcome.Settles, outcome.ReturnId).ShouldBe((part.Part.Id, part.Part.ReturnId));
        (Sum(outcome, Clearing), Sum(outcome, Accounts.Bank)).ShouldBe((500, -500));
    }

    [Fact]
    public void Another_amount_than_was_refunded_leaves_the_difference_on_the_clearing_account()
    {
        var part = Part(500);

        var outcome = Match(Row(part) with { Gross = 450, Net = 450 }, part);

        outcome.Settles.ShouldBe(part.Part.Id);
        outcome
            .Findings.ShouldHaveSingleItem()
            .ShouldBe(
                new Finding(DiscrepancyKind.Amount, "Refunded 500, settled 450 EUR (minor units).", 500, 450)
                {
                    OnClearing = new OpenAmount(Clearing, "EUR", -50),
                }
            );
    }

    [Fact]
    public void Another_amount_in_the_ledger_than_was_refunded_leaves_the_difference_on_the_clearing_account()
    {
        var part = Part(500) with { Posting = new ClearingPosting(Clearing, 520, Start) };

        Match(Row(part), part)
            .Findings.ShouldHaveSingleItem()
            .ShouldBe(
                new Finding(
                    DiscrepancyKind.Amount,
                    "Refunded 500, in the ledger 520, settled 500 EUR (minor units).",
                    500,
                    500
                )
                {
                    OnClearing = new OpenAmount(Clearing, "EUR", -20),
                }
            );
    }

    [Fact]
    public void A_refund_is_late_when_it_is_settled_after_the_days_that_it_may_take()
    {
        var part = Part(500);

        Match(Row(part) with { At = Start + LateAfter }, part).Findings.ShouldBeEmpty();
        var late = Match(Row(part) with { At = Start.AddDays(9) }, part);

        late.Settles.ShouldBe(part.Part.Id);
        late.Findings.ShouldBe([new(DiscrepancyKind.Late, "Settled 9 days after it succeeded.", 500, 500)]);
    }

    [Fact]
    public void A_row_about_no_refund_of_ours_is_an_exception_and_settles_nothing()
    {
        var outcome = Match(Row(Part(500)), null);

        ShouldBeSuspended(outcome, null, DiscrepancyKind.MissingWithUs, "There is no such refund.", null);
    }

    [Fact]
    public void A_refund_that_was_settled_before_is_a_duplicate_and_settles_nothing()
    {
        var part = Part(500) with { IsSettled = true };

        ShouldBeSuspended(
            Match(Row(part), part),
            null,
            DiscrepancyKind.Duplicate,
            "Another row has already settled this refund.",
            0
        );
    }

    [Fact]
    public void A_refund_written_off_as_missing_is_late_and_settled_after_all()
    {
        var part = Part(500) with { IsWrittenOff = true };

        ShouldBeSuspended(
            Match(Row(part), part),
            part.Part.Id,
            DiscrepancyKind.Late,
            "The refund was written off as missing, but is now settled.",
            500
        );
    }

    [Fact]
    public void A_refund_that_failed_with_us_and_is_settled_is_an_exception()
    {
        var part = Part(500, status: RefundStatus.Failed);

        ShouldBeSuspended(
            Match(Row(part), part),
            part.Part.Id,
            DiscrepancyKind.MissingWithUs,
            "The refund's status is failed.",
            500
        );
    }

    [Fact]
    public void A_refund_without_a_posting_is_an_exception()
    {
        var part = Part(500) with { Posting = null };

        ShouldBeSuspended(
            Match(Row(part), part),
            part.Part.Id,
            DiscrepancyKind.Amount,
            "The ledger has no posting for this refund.",
            500
        );
    }

    [Fact]
    public void A_row_in_another_currency_without_a_rate_leaves_what_was_posted_on_the_clearing_account()
    {
        var part = Part(10000);
        var row = InDollars(Row(part), 10900);

        var outcome = Match(row, part);

        const string Detail =
            "Refunded 10000 EUR, settled 10900 USD (minor units), and no exchange rate explains the difference.";
        outcome.Settles.ShouldBe(part.Part.Id);
        var finding = outcome.Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Detail, finding.Expected, finding.Found).ShouldBe(
            (DiscrepancyKind.Currency, Detail, 10000, 10900)
        );
        finding.OnClearing.ShouldBe(new OpenAmount(Clearing, "EUR", -10000));
        finding.OnSuspense.ShouldBe(new OpenAmount(Accounts.Suspense, "USD", 10900));
        Match(row, part with { Posting = null }).Findings.ShouldHaveSingleItem().OnClearing.ShouldBeNull();
    }

    [Fact]
    public void A_row_in_another_currency_is_explained_by_its_exchange_rate()
    {
        var part = Part(10000);

        var outcome = Match(InDollars(Row(part), 10900) with { Rate = 1.09m }, part);

        outcome.Findings.ShouldBeEmpty();
        Sum(outcome, Clearing).ShouldBe(10000);
        Sum(outcome, Accounts.ExchangeDifferences).ShouldBe(-10000);
        Sum(outcome, Accounts.ExchangeDifferences, "USD").ShouldBe(10900);
        Sum(outcome, Accounts.Bank, "USD").ShouldBe(-10900);
    }

    [Theory]
    [InlineData(10900, "USD", 1.09, true)]
    [InlineData(10899, "USD", 1.09, true)]
    [InlineData(10901, "USD", 1.09, true)]
    [InlineData(10898, "USD", 1.09, false)]
    [InlineData(10902, "USD", 1.09, false)]
    [InlineData(16000, "JPY", 160, true)]
    [InlineData(30750, "KWD", 0.3075, true)]
    public void An_exchange_rate_explains_an_amount_up_to_one_minor_unit(
        long gross,
        string currency,
        double rate,
        bool isExplained
    )
    {
        var part = Part(10000);
        var row = InDollars(Row(part), gross) with { Currency = currency, Rate = (decimal)rate };

        var found = Match(row, part).Findings.Select(x => x.Kind);

        found.ShouldBe(isExplained ? [] : [DiscrepancyKind.Currency]);
    }

    [Fact]
    public void A_reversal_moves_the_amount_back_to_the_clearing_account()
    {
        var part = Part(500, status: RefundStatus.Reversed);

        var outcome = Match(Back(part, 500), part);

        outcome.Findings.ShouldBeEmpty();
        outcome.Settles.ShouldBe(part.Part.Id);
        (Sum(outcome, Clearing), Sum(outcome, Accounts.Bank)).ShouldBe((-500, 500));
    }

    [Fact]
    public void A_reversal_of_another_amount_leaves_the_difference_on_the_clearing_account()
    {
        var part = Part(1000, status: RefundStatus.Reversed);

        Match(Back(part, 900), part)
            .Findings.ShouldHaveSingleItem()
            .ShouldBe(
                new Finding(DiscrepancyKind.Amount, "Reversed 1000, settled 900 EUR (minor units).", 1000, 900)
                {
                    OnClearing = new OpenAmount(Clearing, "EUR", 100),
                }
            );
    }

    [Fact]
    public void An_unknown_reversal_is_an_exception_and_settles_nothing() =>
        ShouldBeSuspended(
            Match(Back(Part(500), 500), null),
            null,
            DiscrepancyKind.MissingWithUs,
            "A refund that we do not know came back.",
            null
        );

    [Fact]
    public void A_reversal_that_was_settled_before_is_a_duplicate_and_settles_nothing()
    {
        var part = Part(500, status: RefundStatus.Reversed) with { IsReversalSettled = true };

        ShouldBeSuspended(
            Match(Back(part, 500), part),
            null,
            DiscrepancyKind.Duplicate,
            "Another row has already reported that it came back.",
            0
        );
    }

    [Fact]
    public void A_reversal_that_we_do_not_know_of_or_cannot_compare_is_an_exception()
    {
        var succeeded = Part(500);
        var reversed = Part(500, status: RefundStatus.Reversed);

        ShouldBeSuspendedAs(Match(Back(succeeded, 500), succeeded), "succeeded", succeeded);
        ShouldBeSuspendedAs(Match(Back(reversed, 500), reversed with { Posting = null }), "reversed", reversed);
        ShouldBeSuspendedAs(Match(Back(reversed, 500) with { Currency = "USD" }, reversed), "reversed", reversed);

        static void ShouldBeSuspendedAs(RowOutcome outcome, string status, PostedPart part) =>
            ShouldBeSuspended(
                outcome,
                part.Part.Id,
                DiscrepancyKind.MissingWithUs,
                $"The refund came back, but its status is {status}.",
                500
            );
    }

    /// <summary>It is in suspense, wholly, for this reason.</summary>
    private static void ShouldBeSuspended(RowOutcome outcome, Guid? settles, string kind, string detail, long? expected)
    {
        outcome.Settles.ShouldBe(settles);
        var finding = outcome.Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Detail, finding.Expected, finding.Found).ShouldBe(
            (kind, detail, expected, outcome.Row.Gross)
        );
        finding.OnClearing.ShouldBeNull();
        finding.OnSuspense!.Amount.ShouldBe(outcome.Row.Net);
        Sum(outcome, Accounts.Suspense).ShouldBe(outcome.Row.Net);
    }

    private static RowOutcome Match(ParsedRow row, PostedPart? part) =>
        RowMatcher.Match(row, new RowSubject(part), LateAfter);

    private static ParsedRow Back(PostedPart part, long gross) =>
        Row(part) with
        {
            Type = RowType.RefundReversal,
            Gross = gross,
            Net = -gross,
        };

    private static ParsedRow InDollars(ParsedRow row, long gross) =>
        row with
        {
            Currency = "USD",
            SettledCurrency = "USD",
            Gross = gross,
            Net = gross,
        };
}
