using System.Globalization;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund.CreditNotes;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class CreditedLinesTests
{
    private static readonly int Cases = int.Parse(
        Environment.GetEnvironmentVariable("AFTERSALES_CASES") ?? "1000",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public void The_documented_example_holds()
    {
        var lines = new[] { Line(price: 900, shipping: 100) };

        var first = CreditedLines.Of(lines, 1000, 0, 333).ShouldHaveSingleItem();
        var second = CreditedLines.Of(lines, 1000, 333, 1000).ShouldHaveSingleItem();

        (first.Price, first.Shipping).ShouldBe((299, 34));
        (second.Price, second.Shipping).ShouldBe((601, 66));
    }

    [Fact]
    public void A_refund_paid_at_once_has_its_lines_unchanged_on_the_note()
    {
        var lines = new[] { Line(900, -100, 160, 0, 50, -10), Line(price: 5) };

        CreditedLines.Of(lines, 1005, 0, 1005).ShouldBe(lines);
    }

    [Fact]
    public void A_difference_between_lines_and_refund_is_a_line_of_its_own()
    {
        CreditedLines.Of(null, 500, 0, 500).ShouldHaveSingleItem().Price.ShouldBe(500);
        CreditedLines.Of([Line(price: 400)], 500, 0, 500).Select(x => x.Price).ShouldBe([400, 100]);
        CreditedLines.Of([Line(price: 600)], 500, 0, 500).Select(x => x.Price).ShouldBe([600, -100]);
    }

    [Fact]
    public void A_price_difference_is_a_part_of_the_sum_and_gets_its_share_of_what_is_paid()
    {
        // A dress at 80.00 was swapped for one at 65.00: 15.00 come back, 2.40 tax in it.
        var swapped = Line(included: 240) with
        {
            PriceDifference = 1500,
        };

        CreditedLines.Amount(swapped).ShouldBe(1500);
        CreditedLines.Of([swapped], 1500, 0, 1500).ShouldBe([swapped]);
        var half = CreditedLines.Of([swapped], 1500, 0, 750).ShouldHaveSingleItem();
        (half.PriceDifference, half.IncludedTax).ShouldBe((750, 120));
        TaxOfRate.Of([swapped]).ShouldBe([new(null, 1260, 240, 1500)]);
    }

    [Fact]
    public void Postage_and_goods_of_one_line_are_taxed_by_their_own_rates_also_when_a_part_is_paid()
    {
        var line = Line(price: 1070, included: 260, shipping: 1190) with
        {
            TaxRate = 700,
            ShippingTax = 190,
            ShippingTaxRate = 1900,
        };

        TaxOfRate.Of([line]).ShouldBe([new(1900, 1000, 190, 1190), new(700, 1000, 70, 1070)]);
        var half = CreditedLines.Of([line], 2260, 0, 1130);
        TaxOfRate.Of(half).ShouldBe([new(1900, 500, 95, 595), new(700, 500, 35, 535)]);
        TaxOfRate
            .Of([line with { ShippingTaxRate = null }])
            .ShouldBe([new(700, 1000, 70, 1070), new(null, 1000, 190, 1190)]);
        TaxOfRate.Of([line with { ShippingTaxRate = 700 }]).ShouldBe([new(700, 2000, 260, 2260)]);
    }

    [Fact]
    public void The_notes_of_a_refund_add_up_to_what_is_paid_in_every_component()
    {
        var random = new Random(5);
        for (var i = 0; i < Cases; i++)
        {
            var (lines, amount) = Any(random);
            long before = 0;
            List<IReadOnlyList<RefundedLine>> notes = [];
            foreach (var after in Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.NextInt64(amount + 1)))
            {
                var note = CreditedLines.Of(lines, amount, before, after);
                note.Sum(CreditedLines.Amount).ShouldBe(after - before);
                TaxesAddUp(note, after - before);
                notes.Add(note);
                before = after;
            }
            notes.Add(CreditedLines.Of(lines, amount, before, amount));

            var whole = CreditedLines.Of(lines, amount, 0, amount);
            for (var line = 0; line < whole.Count; line++)
            {
                var here = line;
                notes.Sum(x => x[here].Price).ShouldBe(whole[line].Price);
                notes.Sum(x => x[here].Discount).ShouldBe(whole[line].Discount);
                notes.Sum(x => x[here].Tax).ShouldBe(whole[line].Tax);
                notes.Sum(x => x[here].IncludedTax).ShouldBe(whole[line].IncludedTax);
                notes.Sum(x => x[here].Shipping).ShouldBe(whole[line].Shipping);
                notes.Sum(x => x[here].Fees).ShouldBe(whole[line].Fees);
                notes.Sum(x => x[here].PriceDifference).ShouldBe(whole[line].PriceDifference ?? 0);
            }
        }
    }

    [Fact]
    public void A_note_that_cancels_is_its_original_with_the_signs_turned()
    {
        var random = new Random(6);
        for (var i = 0; i < Cases; i++)
        {
            var (lines, amount) = Any(random);
            var paid = random.NextInt64(amount + 1);

            CreditedLines
                .Of(lines, amount, paid, 0)
                .ShouldBe(CreditedLines.Of(lines, amount, 0, paid).Select(Turned), $"{paid} of {amount}");
        }
    }

    [Fact]
    public void Rates_are_listed_from_the_highest_and_lines_without_one_last()
    {
        var taxes = TaxOfRate.Of([
            Line(price: 100),
            Line(price: 1000, tax: 70) with
            {
                TaxRate = 700,
            },
            Line(price: 1200, included: 200) with
            {
                TaxRate = 2000,
            },
            Line(price: 600, included: 100) with
            {
                TaxRate = 2000,
            },
        ]);

        taxes.ShouldBe([new(2000, 1500, 300, 1800), new(700, 1000, 70, 1070), new(null, 100, 0, 100)]);
    }

    private static void TaxesAddUp(IReadOnlyList<RefundedLine> note, long amount)
    {
        var taxes = TaxOfRate.Of(note);
        taxes.Sum(x => x.Amount).ShouldBe(amount);
        taxes.ShouldAllBe(x => x.Net + x.Tax == x.Amount);
        taxes.Select(x => x.Rate).ShouldBeUnique();
    }

    private static RefundedLine Turned(RefundedLine line) =>
        line with
        {
            Price = -line.Price,
            Discount = -line.Discount,
            Tax = -line.Tax,
            IncludedTax = -line.IncludedTax,
            Shipping = -line.Shipping,
            Fees = -line.Fees,
            PriceDifference = -line.PriceDifference,
        };

    private static (RefundedLine[] Lines, long Amount) Any(Random random)
    {
        // From a cent to what only the yen and the dong know; some amounts are not what their lines add up to.
        var most = (long)Math.Pow(10, random.Next(1, 15));
        long Upto(long limit) => random.Next(3) == 0 ? 0 : random.NextInt64(limit + 1);
        var lines = Enumerable
            .Range(0, random.Next(1, 8))
            .Select(_ =>
            {
                var price = random.NextInt64(1, most + 1);
                var included = random.Next(2) == 0;
                return new RefundedLine(
                    "1",
                    null,
                    null,
                    random.Next(1, 5),
                    price,
                    -Upto(price / 3),
                    included ? 0 : Upto(price / 4),
                    included ? Upto(price / 4) : 0,
                    Upto(price / 5),
                    -Upto(price / 5),
                    random.Next(3) == 0 ? null : 100 * random.Next(0, 25),
                    random.Next(3) == 0 ? Upto(price / 2) : null
                );
            })
            .ToArray();
        var sum = lines.Sum(CreditedLines.Amount);
        return (lines, Math.Max(1, random.Next(4) == 0 ? sum - Upto(sum / 2) : sum));
    }

    internal static RefundedLine Line(
        long price = 0,
        long discount = 0,
        long tax = 0,
        long included = 0,
        long shipping = 0,
        long fees = 0
    ) => new("1", "SHIRT-M", "A shirt", 1, price, discount, tax, included, shipping, fees, null);
}
