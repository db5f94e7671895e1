using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Receipts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class UnitMatchTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_unit_that_fits_an_expected_line_is_expected()
    {
        var parcel = Expect(Monday, ("1", 3));
        var match = Match([parcel], 2).ShouldHaveSingleItem();
        (match.Outcome, match.Line?.LineId, match.Quantity, match.Location).ShouldBe(("expected", "1", 2, "RECEIVING"));
    }

    [Fact]
    public void Of_five_units_where_three_are_expected_three_are_expected_and_two_are_over() =>
        TextOf(Match([Expect(Monday, ("1", 3))], 5)).ShouldBe(["3 expected 1", "2 over 1"]);

    [Fact]
    public void Units_received_before_are_counted()
    {
        var parcel = Expect(Monday, ("1", 3));
        parcel.Lines[0].Received = 3;
        TextOf(Match([parcel], 1)).ShouldBe(["1 over 1"]);
    }

    [Fact]
    public void One_article_on_two_lines_fills_both_in_their_order() =>
        TextOf(Match([Expect(Monday, ("10", 1), ("2", 2))], 4))
            .ShouldBe(["1 expected 10", "2 expected 2", "1 over 10"]);

    [Fact]
    public void Of_two_returns_that_fit_the_earliest_deadline_comes_first()
    {
        var (later, earlier) = (Expect(Monday.AddDays(1), ("1", 1)), Expect(Monday, ("1", 1)));
        Match([later, earlier], 2).Select(x => x.Return).ShouldBe([earlier, later]);
    }

    [Fact]
    public void An_identified_return_comes_before_an_earlier_deadline()
    {
        var (later, earlier) = (Expect(Monday.AddDays(1), ("1", 1)), Expect(Monday, ("1", 1)));
        var receipt = ReceiptWith((later, true), (earlier, false));
        Match([later, earlier], 1, receipt).ShouldHaveSingleItem().Return.ShouldBe(later);
    }

    [Fact]
    public void A_unit_of_a_return_that_is_no_longer_expected_fills_its_line_last_and_goes_into_quarantine()
    {
        var stopped = Expect(Monday, ("1", 1));
        stopped.Stop(1);
        var (@short, open) = (Expect(Monday.AddDays(1), ("1", 1)), Expect(Monday.AddDays(9), ("1", 1)));
        @short.EndShort();

        var matches = Match([stopped, @short, open], 4);

        matches.Select(x => x.Return).ShouldBe([open, stopped, @short, open]);
        TextOf(matches).ShouldBe(["1 expected 1", "1 expected 1", "1 expected 1", "1 over 1"]);
        matches.Select(x => x.Location).ShouldBe(["RECEIVING", "QUARANTINE", "QUARANTINE", "QUARANTINE"]);
    }

    [Fact]
    public void Every_unit_of_a_scan_goes_somewhere_and_no_line_gets_more_than_it_lacks() =>
        Cases.Each(random =>
        {
            List<ExpectedReturn> returns = [];
            for (var i = random.Next(4); i > 0; i--)
            {
                var lines = Enumerable.Range(0, random.Next(1, 4)).Select(x => ($"{x}", random.Next(1, 4)));
                var expected = Expect(Monday.AddDays(random.Next(3)), [.. lines]);
                expected.Lines.ForEach(x => x.Received = random.Next(5));
                if (random.Next(3) == 0)
                {
                    expected.Stop(random.Next(1, 3));
                }
                returns.Add(expected);
            }
            var all = returns.SelectMany(x => x.Lines).ToList();
            var fitting = all.Where(_ => random.Next(3) > 0).ToList();
            var receipt = ReceiptWith([.. returns.Select(x => (x, random.Next(2) == 0))]);
            var quantity = random.Next(1, 12);

            var matches = UnitMatch.Of(receipt, returns, fitting, quantity);

            matches.Sum(x => x.Quantity).ShouldBe(quantity);
            matches.ShouldAllBe(x => x.Quantity > 0);
            foreach (var match in matches)
            {
                (match.Return is null).ShouldBe(match.Outcome == "unknown");
                (match.Line is null).ShouldBe(match.Outcome is "unknown" or "wrong_item");
            }
            var filled = matches.Where(x => x.Outcome == "expected").ToList();
            filled.Select(x => x.Line).ShouldBeUnique();
            filled.ShouldAllBe(x => x.Quantity <= x.Line!.Missing && fitting.Contains(x.Line));
            // Nothing is left over while a line lacks it.
            filled.Sum(x => x.Quantity).ShouldBe(Math.Min(quantity, fitting.Sum(x => x.Missing)));
        });

    [Fact]
    public void A_unit_that_fits_no_line_of_the_only_return_is_a_wrong_item()
    {
        var match = UnitMatch.Of(ReceiptWith(), [Expect(Monday, ("1", 1))], [], 2).ShouldHaveSingleItem();
        (match.Outcome, match.Quantity, match.Location).ShouldBe(("wrong_item", 2, "QUARANTINE"));
    }

    [Fact]
    public void A_unit_that_fits_no_line_of_several_returns_is_unknown_unless_one_is_identified()
    {
        var (one, other) = (Expect(Monday, ("1", 1)), Expect(Monday, ("1", 1)));
        UnitMatch
            .Of(ReceiptWith((one, false), (other, false)), [one, other], [], 1)
            .ShouldHaveSingleItem()
            .Outcome.ShouldBe("unknown");
        UnitMatch
            .Of(ReceiptWith((one, true), (other, true)), [one, other], [], 1)
            .ShouldHaveSingleItem()
            .Outcome.ShouldBe("unknown");
        UnitMatch
            .Of(ReceiptWith((one, false), (other, true)), [one, other], [], 1)
            .ShouldHaveSingleItem()
            .Return.ShouldBe(other);
    }

    [Fact]
    public void A_unit_is_unknown_where_no_return_is_known() =>
        TextOf(UnitMatch.Of(ReceiptWith(), [], [], 7)).ShouldBe(["7 unknown "]);

    private static ExpectedReturn Expect(DateTimeOffset deadline, params (string LineId, int Quantity)[] lines)
    {
        var expected = new ExpectedReturn { ReturnId = Guid.CreateVersion7(), StorefrontId = "shop" };
        expected.Announce(
            new ExpectParcel(
                expected.ReturnId,
                expected.StorefrontId,
                1,
                "1001",
                "R-7K3M-9QX2-T",
                null,
                deadline,
                [.. lines.Select(x => new ExpectedLine("1001", x.LineId, "SKU", null, x.Quantity))]
            )
        );
        return expected;
    }

    private static Receipt ReceiptWith(params (ExpectedReturn Return, bool IsIdentified)[] returns)
    {
        var receipt = new Receipt
        {
            Id = Guid.NewGuid(),
            PublicId = Guid.NewGuid(),
            Storefronts = ["shop"],
            OpenedAt = Monday,
        };
        foreach (var (expected, isIdentified) in returns)
        {
            receipt.Add(expected.ReturnId, expected.StorefrontId, isIdentified);
        }
        return receipt;
    }

    private static List<UnitMatch> Match(ExpectedReturn[] candidates, int quantity, Receipt? receipt = null) =>
        UnitMatch.Of(receipt ?? ReceiptWith(), candidates, [.. candidates.SelectMany(x => x.Lines)], quantity);

    private static IEnumerable<string> TextOf(List<UnitMatch> matches) =>
        matches.Select(x => $"{x.Quantity} {x.Outcome} {x.Line?.LineId}");
}
