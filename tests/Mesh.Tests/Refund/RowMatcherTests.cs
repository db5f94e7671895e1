using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.SettledParts;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>Which rows of a file are about what.</summary>
public sealed class RowMatcherTests
{
    [Fact]
    public void Of_two_rows_that_settle_one_refund_the_second_is_a_duplicate()
    {
        var (part, other) = (Part(500), Part(500));

        Kinds([Row(part), Row(other), Row(part)], row => new RowSubject(row.PartId == part.Part.Id ? part : other))
            .ShouldBe(["", "", DiscrepancyKind.Duplicate]);
    }

    [Fact]
    public void A_refund_that_came_back_settles_its_reversal_once()
    {
        var part = Part(500, status: RefundStatus.Reversed);
        var back = Row(part) with { Type = RowType.RefundReversal, Net = -500 };

        Kinds([Row(part), back, back], _ => new RowSubject(part)).ShouldBe(["", "", DiscrepancyKind.Duplicate]);
    }

    [Fact]
    public void A_reported_chargeback_is_settled_once()
    {
        var (told, other) = (Movement(RowType.Chargeback, 500), Movement(RowType.Chargeback, 600));

        Kinds(
                [Row(told, 500), Row(other, 600), Row(told, 500)],
                row => new RowSubject(null, row.Gross == 500 ? told : other)
            )
            .ShouldBe(["", "", DiscrepancyKind.Duplicate]);
    }

    [Fact]
    public void A_row_that_settles_nothing_makes_no_later_one_a_duplicate()
    {
        var part = Part(500);

        Kinds([Row(part), Row(part)], _ => new RowSubject(null))
            .ShouldBe([DiscrepancyKind.MissingWithUs, DiscrepancyKind.MissingWithUs]);
    }

    [Fact]
    public void A_fee_is_posted_and_settles_nothing()
    {
        var part = Part(500);
        var fee = Row(part) with { Type = RowType.Fee, Gross = 0, Fee = 25, Net = 25 };

        var outcome = RowMatcher.Match(fee, new RowSubject(part), LateAfter);

        outcome.Findings.ShouldBeEmpty();
        outcome.Settles.ShouldBeNull();
        (Sum(outcome, Accounts.ProviderFees), Sum(outcome, Accounts.Bank)).ShouldBe((25, -25));
    }

    [Fact]
    public void A_row_settles_only_what_moved_in_its_way()
    {
        var told = Movement(RowType.Chargeback, 500);

        Kinds([Row(told, 500) with { Type = RowType.ChargebackWon }], _ => new RowSubject(null, told))
            .ShouldBe([DiscrepancyKind.MissingWithUs]);
        Kinds([Row(told, 500) with { Type = RowType.Refund }], _ => new RowSubject(null, told))
            .ShouldBe([DiscrepancyKind.MissingWithUs]);
    }

    private static List<string> Kinds(ParsedRow[] rows, Func<ParsedRow, RowSubject> find) =>
        RowMatcher.MatchAll(rows, find, LateAfter).ConvertAll(x => string.Join(' ', x.Findings.Select(y => y.Kind)));
}
