using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse.Parcels;
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
        Match([later, earlier], 2).Select(x => x.Parcel).ShouldBe([earlier, later]);
    }

    [Fact]
    public void An_identified_return_comes_before_an_earlier_deadline()
    {
        var (later, earlier) = (Expect(Monday.AddDays(1), ("1", 1)), Expect(Monday, ("1", 1)));
        var receipt = ReceiptWith((later, true), (earlier, false));
        Match([later, earlier], 1, receipt).ShouldHaveSingleItem().Parcel.ShouldBe(later);
    }

    [Theory]
    [InlineData(ParcelStates.Received)]
    [InlineData(ParcelStates.Stopped)]
    public void A_unit_of_a_return_that_is_no_longer_expected_is_over(string state)
    {
        var parcel = Expect(Monday, ("1", 3));
        parcel.State = state;
        TextOf(Match([parcel], 2)).ShouldBe(["2 over 1"]);
        var open = Expect(Monday.AddDays(9), ("1", 1));
        Match([parcel, open], 2).Select(x => x.Parcel).ShouldBe([open, open]);
    }

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
            .Parcel.ShouldBe(other);
    }

    [Fact]
    public void A_unit_is_unknown_where_no_return_is_known() =>
        TextOf(UnitMatch.Of(ReceiptWith(), [], [], 7)).ShouldBe(["7 unknown "]);

    private static Parcel Expect(DateTimeOffset deadline, params (string LineId, int Quantity)[] lines)
    {
        var parcel = new Parcel
        {
            ReturnId = Guid.CreateVersion7(),
            StorefrontId = "shop",
            State = ParcelStates.Expected,
        };
        parcel.Announce(
            new ExpectParcel(
                parcel.ReturnId,
                parcel.StorefrontId,
                "1001",
                "R-7K3M-9QX2-T",
                null,
                deadline,
                [.. lines.Select(x => new ExpectedLine(x.LineId, "SKU", null, x.Quantity))]
            )
        );
        return parcel;
    }

    private static Receipt ReceiptWith(params (Parcel Parcel, bool IsIdentified)[] returns)
    {
        var receipt = new Receipt
        {
            Id = Guid.NewGuid(),
            PublicId = Guid.NewGuid(),
            Storefronts = ["shop"],
            OpenedAt = Monday,
        };
        foreach (var (parcel, isIdentified) in returns)
        {
            receipt.Add(parcel.ReturnId, parcel.StorefrontId, isIdentified);
        }
        return receipt;
    }

    private static List<UnitMatch> Match(Parcel[] candidates, int quantity, Receipt? receipt = null) =>
        UnitMatch.Of(receipt ?? ReceiptWith(), candidates, [.. candidates.SelectMany(x => x.Lines)], quantity);

    private static IEnumerable<string> TextOf(List<UnitMatch> matches) =>
        matches.Select(x => $"{x.Quantity} {x.Outcome} {x.Line?.LineId}");
}
