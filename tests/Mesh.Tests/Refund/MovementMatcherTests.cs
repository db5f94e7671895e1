using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation;
using AfterSalesMesh.Refund.Reconciliation.Files;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.SettledParts;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>What is posted and found for a row about money that moved without a refund of ours.</summary>
public sealed class MovementMatcherTests
{
    [Fact]
    public void A_reported_chargeback_is_settled_with_its_fee()
    {
        var told = Movement(RowType.Chargeback, 500);

        var outcome = Match(Row(told, 500) with { Fee = 15, Net = 515 }, told);

        outcome.Findings.ShouldBeEmpty();
        (outcome.Settles, outcome.ReturnId).ShouldBe((told.Id, told.ReturnId));
        (Sum(outcome, Clearing), Sum(outcome, Accounts.ProviderFees)).ShouldBe((500, 15));
    }

    [Theory]
    [InlineData(RowType.Chargeback, 500)]
    [InlineData(RowType.ChargebackWon, -500)]
    [InlineData(RowType.Payment, -500)]
    public void Incoming_money_is_settled_in_the_other_direction(string type, long leaves)
    {
        var told = Movement(type, 500);

        var outcome = Match(Row(told, 500), told);

        outcome.Findings.ShouldBeEmpty();
        (Sum(outcome, Clearing), Sum(outcome, Accounts.Bank)).ShouldBe((leaves, -leaves));
    }

    [Theory]
    [InlineData(RowType.Chargeback, -100)]
    [InlineData(RowType.ChargebackWon, 100)]
    public void Another_amount_leaves_the_difference_on_its_account(string type, long open)
    {
        var told = Movement(type, 500);

        Match(Row(told, 400), told)
            .Findings.ShouldHaveSingleItem()
            .ShouldBe(
                new Finding(DiscrepancyKind.Amount, "We recorded 500; the file says 400 EUR (minor units).", 500, 400)
                {
                    OnClearing = new OpenAmount(Clearing, "EUR", open),
                }
            );
    }

    [Theory]
    [InlineData(RowType.Chargeback, -500)]
    [InlineData(RowType.ChargebackWon, 500)]
    public void A_row_in_another_currency_leaves_what_was_posted_on_its_account(string type, long open)
    {
        var told = Movement(type, 500);

        var outcome = Match(Row(told, 540) with { Currency = "USD" }, told);

        outcome.Settles.ShouldBe(told.Id);
        var finding = outcome.Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Detail).ShouldBe(
            (DiscrepancyKind.Currency, "We recorded 500 EUR; the file says 540 USD (minor units).")
        );
        finding.OnClearing.ShouldBe(new OpenAmount(Clearing, "EUR", open));
    }

    [Fact]
    public void Of_a_refund_made_elsewhere_nothing_was_posted_before_it_is_settled()
    {
        var told = Movement(RowType.Refund, 500, Accounts.Returns);

        Sum(Match(Row(told, 500), told), Accounts.Returns).ShouldBe(500);
        var finding = Match(Row(told, 540) with { Currency = "USD" }, told).Findings.ShouldHaveSingleItem();

        finding.Kind.ShouldBe(DiscrepancyKind.Currency);
        finding.OnClearing.ShouldBeNull();
    }

    [Fact]
    public void A_row_of_a_settled_movement_is_a_duplicate_and_settles_nothing()
    {
        var told = Movement(RowType.Chargeback, 500) with { IsSettled = true };

        var outcome = Match(Row(told, 500), told);

        outcome.Settles.ShouldBeNull();
        var finding = outcome.Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Detail, finding.Expected).ShouldBe(
            (DiscrepancyKind.Duplicate, "Another row has already settled this.", 0)
        );
    }

    [Theory]
    [InlineData(RowType.Chargeback, "This chargeback was not reported before.")]
    [InlineData(
        RowType.ChargebackWon,
        "The amount of a chargeback came back, but the chargeback was not reported as won."
    )]
    public void A_chargeback_that_nobody_reported_is_an_exception(string type, string detail)
    {
        var outcome = Match(Row(Movement(type, 500), 500), null);

        outcome.Settles.ShouldBeNull();
        var finding = outcome.Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Detail).ShouldBe((DiscrepancyKind.MissingWithUs, detail));
    }

    private static RowOutcome Match(ParsedRow row, MoneyMovement? movement) =>
        RowMatcher.Match(row, new RowSubject(null, movement), LateAfter);
}
