using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Refund.CreditNotes;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class RefundCalculationTests
{
    private static readonly DateTimeOffset Now = Orders.Delivered.AddDays(1);

    [Fact]
    public void Quote_return_and_refund_agree_on_every_amount() =>
        Cases.Each(random =>
        {
            var order = Orders.Any(random);
            var asked = LinesOf(order, random);
            var draft = new ReturnDraft(order, [], Now);
            var quoted = draft.Decide(asked).Lines.Select(QuotedLine.Of).ToList();

            var saga = Request(order, asked);
            // What the order says later changes nothing.
            (order.Discount, order.Shipping) = (0, new OrderShipping(0, 0, 0));
            Receive(saga, _ => Dispositions.Restock);

            saga.RefundAmount.ShouldBe(quoted.Sum(x => x.Refund));
            var lines = saga.Parts.Count == 0 ? [] : RefundOf(saga).Lines!;
            foreach (var line in lines)
            {
                var of = quoted.Where(x => x.LineId == line.LineId).ToList();
                SumOf(line).ShouldBe(of.Sum(x => x.Refund));
                line.Price.ShouldBe(of.Sum(x => x.Parts!.Price));
                line.Discount.ShouldBe(-of.Sum(x => x.Parts!.Discount));
                line.Tax.ShouldBe(of.Sum(x => x.Parts!.Tax));
                line.IncludedTax.ShouldBe(of.Sum(x => x.Parts!.IncludedTax));
                line.Shipping.ShouldBe(of.Sum(x => x.Parts!.Shipping));
                line.Quantity.ShouldBe(of.Sum(x => x.Quantity));
                line.TaxRate.ShouldBe(order.Lines.Single(x => x.LineId == line.LineId).TaxRate);
            }
        });

    [Fact]
    public void The_lines_of_a_refund_add_up_to_it_whatever_is_accepted() =>
        Cases.Each(random =>
        {
            var order = Orders.Any(random);
            var saga = Request(order, LinesOf(order, random));
            string[] ends = [Dispositions.Restock, Dispositions.ReturnToCustomer, Dispositions.Quarantine];

            Receive(saga, _ => ends[random.Next(3)], came: _ => random.Next(3) > 0);

            if (saga.Parts.Count == 0)
            {
                saga.RefundAmount.ShouldBe(0);
                return;
            }
            var refund = RefundOf(saga);
            refund.Lines!.Sum(SumOf).ShouldBe(refund.Amount);
            refund.Lines!.ShouldAllBe(x => x.Discount <= 0 && x.Fees <= 0 && x.Quantity > 0);
            refund
                .Lines!.Sum(x => x.Quantity)
                .ShouldBe(saga.Goods.Units.Count(x => x.Disposition == Dispositions.Restock));
        });

    [Fact]
    public void Lines_requested_as_store_credit_are_refunded_as_store_credit()
    {
        var order = Orders.Of(0, Orders.Line("a", 3, 1000), Orders.Line("b", 1, 500));
        var credit = Line("a", 2, Reasons.TooSmall) with { Resolution = Resolutions.StoreCredit };
        var saga = Request(order, [Line("b", 1, Reasons.TooSmall), credit, Line("a", 1, Reasons.Defective)]);

        // Two of the three: those that were asked for first.
        Receive(saga, _ => Dispositions.Restock, came: x => x is not { LineId: "a", Ordinal: 0 });

        var refund = RefundOf(saga);
        (refund.Amount, refund.StoreCredit, refund.Customer).ShouldBe((2500, 2000, "c"));
    }

    [Fact]
    public void A_refund_without_store_credit_does_not_mention_it()
    {
        var saga = Request(Orders.Of(0, Orders.Line("a", 1, 1000)), [Line("a", 1, Reasons.TooSmall)]);

        Receive(saga, _ => Dispositions.Restock);

        RefundOf(saga).StoreCredit.ShouldBeNull();
        saga.PendingMessages.ShouldAllBe(x => x.StoreCredit == null);
    }

    [Fact]
    public void Postage_is_refunded_for_faulty_units_only()
    {
        var order = Orders.Of(0, Orders.Line("a", 2, 1000));
        order.Shipping = new OrderShipping(500, 0, 0);

        var saga = Request(order, [Line("a", 1, Reasons.TooSmall), Line("a", 1, Reasons.Defective)]);

        saga.Goods.Units.Select(x => x.Amounts.Sum).ShouldBe([1000, 1250]);
    }

    /// <summary>60.00 were paid with store credit, then 50.00 by card, then 20.00 with store credit.</summary>
    [Theory]
    [InlineData(0, 4000, 0, 4000)]
    [InlineData(0, 8000, 0, 6000)]
    [InlineData(0, 8000, 2000, 8000)]
    [InlineData(6000, 3000, 0, 0)]
    [InlineData(6000, 3000, 1000, 1000)]
    [InlineData(10_500, 2000, 0, 1500)]
    public void A_quote_counts_refunds_to_payments_made_with_store_credit_as_store_credit(
        long given,
        long refund,
        long requested,
        long storeCredit
    )
    {
        var order = Orders.Of(0, Orders.Line("x", 1, 13_500));
        order.Payments =
        [
            new("a", PaymentMethods.StoreCredit, 6500, 500),
            new("b", "card", 5000, 0),
            new("c", PaymentMethods.StoreCredit, 2000, 0),
        ];
        QuotedLine[] lines =
        [
            Quoted(refund - requested, Resolutions.Refund),
            Quoted(requested, Resolutions.StoreCredit),
        ];

        QuoteReturn
            .StoreCreditOf(new OrderCap(order, new Dictionary<string, long>()), refund, given, lines)
            .ShouldBe(storeCredit);

        static QuotedLine Quoted(long refund, string resolution) =>
            new("x", 1, Reasons.TooSmall, true, "return_window", null, refund, null, resolution);
    }

    [Fact]
    public void A_quote_limited_by_caps_gives_the_requested_store_credit_first_and_the_rest_as_it_was_paid()
    {
        var order = Orders.Of(0, Orders.Line("x", 1, 2000));
        order.Payments = [new("a", "card", 1000, 500), new("b", PaymentMethods.StoreCredit, 1000, 0)];
        QuotedLine[] lines =
        [
            new("x", 1, Reasons.TooSmall, true, "return_window", null, 500, null, Resolutions.StoreCredit),
            new("x", 1, Reasons.TooSmall, true, "return_window", null, 1500, null, Resolutions.Refund),
        ];

        QuoteReturn
            .StoreCreditOf(new OrderCap(order, new Dictionary<string, long>()), refund: 1500, given: 0, lines)
            .ShouldBe(1000);
    }

    [Theory]
    [InlineData(1900, 1190, 190, 1900)]
    [InlineData(null, 1190, 190, null)]
    [InlineData(null, 1070, 70, 700)]
    [InlineData(null, 1070, 0, null)]
    public void Postage_has_its_own_tax_and_rate_or_the_rate_of_the_goods_where_that_fits(
        int? told,
        long postage,
        long tax,
        int? rate
    )
    {
        var line = Orders.Line("a", 1, 1070) with { Tax = 70, TaxRate = 700 };
        var order = Orders.Of(0, line);
        order.Shipping = new OrderShipping(postage, 0, tax, told);
        order.InvoiceNumber = "INV-7";
        var saga = Request(order, [Line("a", 1, Reasons.Defective)]);

        Receive(saga, _ => Dispositions.Restock);

        var refund = RefundOf(saga);
        var back = refund.Lines!.ShouldHaveSingleItem();
        (back.IncludedTax, back.ShippingTax, back.TaxRate, back.ShippingTaxRate).ShouldBe((70 + tax, tax, 700, rate));
        refund.InvoiceNumber.ShouldBe("INV-7");
    }

    /// <summary>The return fee of a piece for which 120.00 was paid, including or plus 20.00 tax.</summary>
    [Theory]
    [InlineData(true, 500, 1917)]
    [InlineData(true, 2500, 1583)]
    [InlineData(true, 11_500, 83)]
    [InlineData(false, 500, 1917)]
    [InlineData(false, 11_500, 83)]
    public void A_fee_lowers_the_tax_in_proportion(bool taxIncluded, long fee, long tax)
    {
        var order = Orders.Of(
            0,
            Orders.Line("a", 1, taxIncluded ? 12_000 : 10_000) with
            {
                Tax = 2000,
                TaxRate = 2000,
            }
        );
        order.TaxIncluded = taxIncluded;
        var asked = Line("a", 1, Reasons.TooSmall);
        var quoted = new ReturnDraft(order, [], Now).Decide(new ReturnRequest("1", "web", [asked]), WithFee(fee));

        var saga = Request(order, [asked], WithFee(fee));
        Receive(saga, _ => Dispositions.Restock);

        var refund = RefundOf(saga);
        TaxOfRate.Of(refund.Lines!).ShouldBe([new TaxOfRate(2000, 12_000 - fee - tax, tax, 12_000 - fee)]);
        var parts = QuotedLine.Of(quoted.Lines.ShouldHaveSingleItem()).Parts!;
        (parts.Tax + parts.IncludedTax, parts.Fees).ShouldBe((tax, fee));
    }

    [Fact]
    public void A_fee_above_the_price_of_the_goods_is_taken_from_the_postage_with_its_tax()
    {
        var order = Orders.Of(0, Orders.Line("a", 1, 1200) with { Tax = 200, TaxRate = 2000 });
        order.Shipping = new OrderShipping(1070, 0, 70, 700);

        var saga = Request(order, [Line("a", 1, Reasons.Defective)], WithFee(1735));
        Receive(saga, _ => Dispositions.Restock);

        var refund = RefundOf(saga);
        (refund.Amount, refund.Lines!.ShouldHaveSingleItem().Fees).ShouldBe((535, -1200));
        TaxOfRate.Of(refund.Lines!).ShouldBe([new(2000, 0, 0, 0), new(700, 500, 35, 535)]);
    }

    [Fact]
    public void A_deduction_that_is_given_back_comes_with_its_tax() =>
        new UnitAmounts(12_000, 0, 0, 2000, 0, Fees: 600).AfterFees(2000).IncludedTax.ShouldBe(2100);

    [Fact]
    public void Net_and_tax_are_never_below_0_whatever_is_deducted() =>
        Cases.Each(random =>
        {
            var order = Orders.Any(random);
            var policy = WithFee(random.NextInt64(0, (long)Allocation.Total(order) + 10), random.Next(0, 101));
            var asked = LinesOf(order, random);
            var quoted = new ReturnDraft(order, [], Now)
                .Decide(new ReturnRequest("1", "web", asked), policy)
                .Lines.Select(QuotedLine.Of)
                .ToList();

            var saga = Request(order, asked, policy);
            Receive(saga, _ => Dispositions.Restock);

            foreach (var line in saga.Parts.Count == 0 ? [] : RefundOf(saga).Lines!)
            {
                var of = quoted.Where(x => x.LineId == line.LineId).ToList();
                SumOf(line).ShouldBe(of.Sum(x => x.Refund));
                var taxes = TaxOfRate.Of([line]);
                taxes.ShouldAllBe(x => x.Net >= 0 && x.Tax >= 0);
                // A line that was requested for two reasons is quoted, and rounded, in two parts.
                if (of is [{ Parts: { } parts }])
                {
                    (parts.Shipping, parts.Fees, parts.Tax + parts.IncludedTax).ShouldBe(
                        (line.Shipping, -line.Fees, taxes.Sum(x => x.Tax))
                    );
                }
            }
        });

    private static long SumOf(RefundedLine x) =>
        x.Price + x.Discount + x.Tax + x.Shipping + x.Fees + (x.PriceDifference ?? 0);

    private static ReturnLineRequest Line(string id, int quantity, string reason) =>
        new(id, quantity, reason, Resolutions.Refund);

    /// <summary>Each line may be asked for twice, for two reasons.</summary>
    private static List<ReturnLineRequest> LinesOf(Order order, Random random)
    {
        List<ReturnLineRequest> asked = [];
        foreach (var line in order.Lines)
        {
            var faulty = random.Next(0, line.Quantity + 1);
            var small = random.Next(0, line.Quantity - faulty + 1);
            asked.Add(Line(line.LineId, faulty, Reasons.Defective));
            asked.Add(Line(line.LineId, small, Reasons.TooSmall));
        }
        asked.RemoveAll(x => x.Quantity == 0);
        return asked.Count > 0 ? asked : [Line(order.Lines[0].LineId, 1, Reasons.TooSmall)];
    }

    private static EffectivePolicy WithFee(long fee, decimal restockingPercent = 0)
    {
        var terms = new CostTerms
        {
            OutboundPostage = OutboundPostages.Refunded,
            ReturnFee = fee,
            RestockingPercent = restockingPercent,
        };
        var document = Drafts.Fashion.Document with { Costs = [new() { Rule = "fees", Then = terms }] };
        return Drafts.Fashion with { Document = document };
    }

    private static Return Request(Order order, List<ReturnLineRequest> asked, EffectivePolicy? policy = null)
    {
        var draft = new ReturnDraft(order, [], Now);
        var decided = draft.Decide(new ReturnRequest("1", "web", asked), policy ?? Drafts.Fashion);
        decided.Accepted.ShouldBeTrue();
        return draft.ToReturn(decided);
    }

    private static void Receive(Return saga, Func<ReturnUnit, string> ends, Func<ReturnUnit, bool>? came = null)
    {
        var step = new ReturnStep(saga, Now);
        ReturnTable.Handle(step, new Approval());
        List<ReceivedUnit> received =
        [
            .. saga
                .Goods.Units.Where(x => came?.Invoke(x) ?? true)
                .Select(x => new ReceivedUnit(Guid.CreateVersion7(), saga.OrderNumber, x.LineId, "")),
        ];
        ReturnTable.Handle(
            step,
            new ReceiptClosed(saga.CorrelationId, "demo", 1, Guid.Empty, received, [], NothingMoreExpected: true, Now)
        );
        if (received.Count == 0)
        {
            return;
        }
        List<UnitVerdict> verdicts =
        [
            .. saga
                .Goods.Units.Where(x => x.UnitId is not null)
                .Select(x => new UnitVerdict(x.UnitId!.Value, x.LineId, "A", ends(x))),
        ];
        var inspection = ReturnCommands.InspectionIdOf(saga, 1);
        ReturnTable.Handle(step, new InspectionCompleted(saga.CorrelationId, "demo", inspection, 1, verdicts, Now));
    }

    private static IssueRefund RefundOf(Return saga) => ReturnCommands.IssueRefund(saga, saga.Parts[0]);
}
