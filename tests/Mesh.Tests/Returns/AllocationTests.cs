using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class AllocationTests
{
    private static readonly Terms Keeps = new(PostageRefunded: false, RestockingFee: 0);
    private static readonly Terms All = new(PostageRefunded: true, RestockingFee: 0);

    [Fact]
    public void The_documented_example_adds_up()
    {
        var order = Orders.Of(
            discount: 500,
            Orders.Line("shirt", 3, 3333, discount: 100),
            Orders.Line("belt", 1, 2000)
        );
        order.Shipping = new OrderShipping(490, 0, 78);

        var shares = Allocation.Of(order);
        var shirts = shares["shirt"];

        Units(shirts).Select(i => shirts.Of(i, Keeps).Sum).ShouldBe([3161, 3161, 3161]);
        shirts.Of(0, Keeps).ShouldBe(new UnitAmounts(3333, -172, 0, 0, 0, 0));
        Units(shirts).Select(i => shirts.Of(i, All).Sum).ShouldBe([3297, 3297, 3297]);
        Units(shirts).Select(i => shirts.Of(i, All).IncludedTax).ShouldBe([22, 22, 21]);
        shirts.Of(0, new Terms(false, 1000)).Sum.ShouldBe(2845);
        shares["belt"].Of(0, Keeps).Sum.ShouldBe(1916);
        shares["belt"].Of(0, All).ShouldBe(new UnitAmounts(2000, -84, 0, 13, 82, 0, 13));
        Allocation.Total(order).ShouldBe((Int128)11889);
    }

    [Fact]
    public void Tax_on_top_is_refunded_with_the_unit()
    {
        var order = Orders.Of(discount: 0, Orders.Line("a", 2, 1000) with { Tax = 381 });
        order.TaxIncluded = false;
        order.Shipping = new OrderShipping(500, 0, 95);

        var line = Allocation.Of(order)["a"];

        line.Of(0, All).ShouldBe(new UnitAmounts(1000, 0, 191, 48, 298, 0, 48));
        line.Of(1, All).ShouldBe(new UnitAmounts(1000, 0, 190, 47, 297, 0, 47));
    }

    [Fact]
    public void Postage_of_an_order_that_cost_nothing_goes_by_the_number_of_units()
    {
        var order = Orders.Of(discount: 0, Orders.Line("a", 1, 0), Orders.Line("b", 2, 0));
        order.Shipping = new OrderShipping(300, 0, 0);

        var shares = Allocation.Of(order);

        shares["a"].Of(0, All).Sum.ShouldBe(100);
        shares["b"].Of(1, All).Sum.ShouldBe(100);
    }

    [Fact]
    public void Parts_add_up_to_units_units_to_lines_and_lines_to_the_order() =>
        Cases.Each(random =>
        {
            var order = Orders.Any(random);
            var shares = Allocation.Of(order);

            long total = 0;
            foreach (var line in order.Lines)
            {
                var units = Units(shares[line.LineId]).Select(i => shares[line.LineId].Of(i, All)).ToList();
                var sum = UnitAmounts.SumOf(units);
                var step = Currencies.Find(order.Currency)!.PayableStep;
                if (step == 1)
                {
                    sum.Price.ShouldBe(line.Quantity * line.UnitPrice);
                    sum.Tax.ShouldBe(order.TaxIncluded ? 0 : line.Tax);
                }
                sum.Paid.ShouldBe(shares[line.LineId].Paid.Amount);
                sum.Shipping.ShouldBe(shares[line.LineId].Postage.Amount);
                (units.Max(x => x.Paid) - units.Min(x => x.Paid)).ShouldBeLessThan(2 * step);
                units.ShouldAllBe(x => x.Sum >= 0 && x.Discount <= 0 && x.Tax >= 0 && x.Shipping >= 0);
                units.ShouldAllBe(x => x.IncludedTax >= 0 && x.IncludedTax <= x.Price + x.Discount + x.Shipping);
                total += sum.Sum;
            }
            total.ShouldBe((long)Allocation.Total(order));
            shares
                .Values.SelectMany(x => Units(x).Select(i => x.Of(i, All).IncludedTax))
                .Sum()
                .ShouldBeLessThanOrEqualTo(order.Lines.Sum(x => x.Tax) + order.Shipping.Tax);
        });

    [Fact]
    public void Each_unit_can_be_refunded_alone_in_every_currency() =>
        Cases.Each(random =>
        {
            var order = Orders.Any(random);
            order.Currency = random.GetItems(["KWD", "BHD", "MGA"], 1)[0];
            var step = Currencies.Find(order.Currency)!.PayableStep;
            var terms = new Terms(random.Next(2) == 0, random.Next(0, 10_001));

            var units = Allocation.Of(order).Values.SelectMany(x => Units(x).Select(i => x.Of(i, terms))).ToList();

            // A total that is no such amount itself has to leave its rest somewhere: on one unit.
            units.Count(x => x.Sum % step != 0).ShouldBeLessThanOrEqualTo(Allocation.Total(order) % step == 0 ? 0 : 1);
            units.ShouldAllBe(x => x.Sum >= 0 && x.Discount <= 0 && x.Fees <= 0);
        });

    [Theory]
    [InlineData(10_005, 0, new long[] { 3_340, 3_335, 3_330 })]
    [InlineData(10_005, 995, new long[] { 3_680, 3_660, 3_660 })]
    public void Three_pieces_in_a_currency_of_three_decimals(long price, long postage, long[] units)
    {
        var order = Orders.Of(0, Orders.Line("a", 3, price / 3));
        (order.Currency, order.Shipping) = ("KWD", new OrderShipping(postage, 0, 0));

        var line = Allocation.Of(order)["a"];

        Units(line).Select(i => line.Of(i, All).Sum).ShouldBe(units);
    }

    [Fact]
    public void A_fee_is_taken_once_whichever_units_come_back_and_never_more_than_was_paid() =>
        Cases.Each(random =>
        {
            var terms = new Terms(random.Next(2) == 0, random.Next(0, 10_001));
            var order = Orders.Any(random);
            var step = Currencies.Find(order.Currency)!.PayableStep;
            foreach (var line in Allocation.Of(order).Values)
            {
                var units = Units(line).Select(i => line.Of(i, terms)).ToList();
                var fee = line.Paid.Amount * (decimal)terms.RestockingFee / 10_000;
                units.Sum(x => x.Fees).ShouldBe(-(long)Math.Floor(fee / step) * step);
                units.ShouldAllBe(x => x.Fees <= 0 && x.Sum >= 0);
            }
        });

    [Fact]
    public void Any_sequence_of_partial_returns_adds_up_to_the_order_and_never_exceeds_it() =>
        Cases.Each(random =>
        {
            var order = Orders.Any(random);
            var total = (long)Allocation.Total(order);
            HashSet<(string, int)> taken = [];
            long given = 0;
            while (taken.Count < order.Lines.Sum(x => x.Quantity))
            {
                var draft = new ReturnDraft(order, taken, Orders.Delivered.AddDays(1));
                draft.Decide([
                    .. order
                        .Lines.Where(_ => random.Next(2) == 0)
                        .Select(line => new ReturnLineRequest(
                            line.LineId,
                            random.Next(1, line.Quantity + 1),
                            Reasons.Defective,
                            Resolutions.Refund
                        )),
                ]);
                // Some don't come, or go back to the customer: they may be asked for again.
                foreach (var unit in draft.Units.Where(_ => random.Next(4) > 0))
                {
                    taken.Add((unit.LineId, unit.Ordinal)).ShouldBeTrue();
                    given += unit.Amounts.Sum;
                }
                given.ShouldBeLessThanOrEqualTo(total);
            }
            given.ShouldBe(total);
        });

    [Fact]
    public void The_largest_remainder_gets_what_is_left_not_the_largest_share() =>
        Proportional.Spread(10, [5, 2]).ShouldBe([7, 3]);

    [Fact]
    public void A_rest_of_less_than_a_step_goes_to_the_first_with_a_weight() =>
        Proportional.Spread(10, [0, 1, 1], step: 3).ShouldBe([0, 7, 3]);

    [Fact]
    public void An_amount_without_weights_is_spread_over_nothing() => Proportional.Spread(5, [0, 0]).ShouldBe([0, 0]);

    [Fact]
    public void Tax_within_the_price_and_a_discount_on_postage_come_back_with_the_units()
    {
        var order = Orders.Of(discount: 0, Orders.Line("shirt", 2, 1190) with { Tax = 380 });
        order.Shipping = new OrderShipping(490, Discount: 100);

        var shirts = Allocation.Of(order)["shirt"];

        Units(shirts).Select(i => shirts.Of(i, All).IncludedTax).ShouldBe([190, 190]);
        Units(shirts).Select(i => shirts.Of(i, All).Shipping).ShouldBe([195, 195]);
    }

    [Fact]
    public void Amounts_near_the_limit_do_not_overflow()
    {
        const long Huge = long.MaxValue / 1_000_000;

        Proportional.Spread(Huge, [Huge, Huge, 1]).Sum().ShouldBe(Huge);
        var nothing = new EqualParts(0, 1, 1);
        new LineShares(Huge, new(Huge, 1, 1), nothing, nothing, nothing, nothing)
            .Of(0, new Terms(true, 10_000))
            .Sum.ShouldBe(0);
    }

    private static IEnumerable<int> Units(LineShares line) => Enumerable.Range(0, line.Paid.Count);
}
