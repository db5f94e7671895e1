using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Mesh.Tests.Policy;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>One return that brings lines of several orders of a customer; the orders may have lines of the same id.</summary>
public sealed class SeveralOrdersTests
{
    private static readonly DateTimeOffset Now = Orders.Delivered.AddDays(1);
    private static readonly Instructor Agent = new("agent-1", "Ada");

    [Fact]
    public void Each_order_is_refunded_apart_from_its_own_payments()
    {
        var it = new World();
        it.Receive(1, ("1", "a", 1), ("2", "a", 2));

        it.Judge(1);

        it.Refunds.Select(x => (x.OrderNumber, x.Amount, x.InvoiceNumber))
            .ShouldBe([("1", 1000, "INV-1"), ("2", 1400, "INV-2")]);
        it.Refunds.Select(x => x.RefundId).ShouldBeUnique();
        it.Refunds[1].Payments.ShouldHaveSingleItem().Reference.ShouldBe("pay-2");
        it.Refunds[1].PaymentsVersion.ShouldBe(7);
        var back = it.Refunds[1].Lines.ShouldNotBeNull().ShouldHaveSingleItem();
        (back.LineId, back.Sku, back.Quantity, back.Price, back.ShippingTaxRate).ShouldBe(("a", "sku-2", 2, 1400, 700));
        it.Saga.RefundAmount.ShouldBe(2400);
    }

    [Fact]
    public void Warehouse_and_inspection_are_told_order_and_line()
    {
        var it = new World();
        it.Sent.OfType<ExpectParcel>()
            .Single()
            .Lines.ShouldBe([
                new ExpectedLine("1", "a", "sku-1", null, 2),
                new ExpectedLine("2", "a", "sku-2", null, 2),
            ]);

        it.Receive(1, ("2", "a", 1), ("1", "a", 1));

        it.Sent.OfType<InspectUnits>()
            .Single()
            .Units.Select(x => (x.OrderNumber, x.LineId, x.Sku))
            .ShouldBe([(null, "a", "sku-1"), ("2", "a", "sku-2")]);
    }

    [Fact]
    public void Units_of_one_order_are_refunded_before_the_rest_has_come()
    {
        var it = new World();
        it.Receive(1, ("2", "a", 1));
        it.Judge(1);
        it.Succeed(it.Saga.Parts[0]);
        it.Saga.Status.ShouldBe(ReturnStatuses.AwaitingParcel);

        it.Receive(2, ("2", "a", 2), ("1", "a", 2));
        it.Judge(2);
        it.Saga.Parts.Skip(1).ToList().ForEach(it.Succeed);

        it.Saga.State.ShouldBe(ReturnStates.Completed);
        it.Saga.Parts.Select(x => (x.Round, x.Subject, x.Amount))
            .ShouldBe([(1, "2", 700), (2, "1", 2000), (2, "2", 700)]);
    }

    [Fact]
    public void A_refund_that_fails_waits_for_a_person_while_the_other_orders_is_paid()
    {
        var it = new World();
        it.Receive(1, ("1", "a", 2), ("2", "a", 2));
        it.Judge(1);
        var (own, further) = (it.Saga.Parts[0], it.Saga.Parts[1]);

        it.Handle(new RefundFailed(it.Id, "demo", further.PartId, 1, further.Amount, "EUR", "declined", Now));
        it.Succeed(own);

        (it.Saga.Status, it.Saga.AttentionReason).ShouldBe((ReturnStatuses.Settling, "refund_declined"));
        it.Succeed(further);
        (it.Saga.Status, it.Saga.AttentionReason).ShouldBe((ReturnStatuses.Completed, null));
        it.Sent.OfType<TellCustomer>()
            .DistinctBy(x => x.MessageId)
            .Where(x => x.Amount is not null)
            .Select(x => (x.Step, x.OrderNumber, x.Amount))
            .ShouldBe([
                (Steps.Inspected, "1", 3400),
                (Steps.RefundDelayed, "2", 1400),
                (Steps.Refunded, "1", 2000),
                (Steps.Completed, "2", 1400),
            ]);
        it.Saga.NewEntries.Where(x => x.Event is TimelineEvent.Refunded or TimelineEvent.RefundFailed)
            .Select(x => x.Event.OrderNumber)
            .ShouldBe(["2", null, "2"]);
    }

    [Fact]
    public void A_shortfall_is_that_of_its_order_alone()
    {
        var it = new World();
        it.Receive(1, ("1", "a", 2), ("2", "a", 2));
        it.Judge(1);

        it.Succeed(it.Saga.Parts[0]);
        it.Succeed(it.Saga.Parts[1], shortfall: 300);

        it.Saga.Parts.Select(x => x.Shortfall).ShouldBe([0, 300]);
        it.Saga.NotPaid.ShouldBe(300);
    }

    [Fact]
    public void A_cancelled_return_lets_go_of_the_pieces_of_each_order()
    {
        var it = new World();
        it.Handle(new Cancellation(Agent));
        it.Handle(new ParcelNotSeen(it.Id, "demo", it.Saga.Expectation.Revision));

        it.Saga.State.ShouldBe(ReturnStates.Cancelled);
        it.Saga.PieceChanges.Where(x => x.ReservedBy is null)
            .Select(x => (it.Saga.OrderIdOf(x.Line), x.Line.LineId, x.Ordinal))
            .ShouldBe([(it.Own.Id, "a", 0), (it.Own.Id, "a", 1), (it.Further.Id, "a", 0), (it.Further.Id, "a", 1)]);
    }

    [Fact]
    public void A_line_of_one_order_is_withdrawn_and_the_other_stays()
    {
        var it = new World();

        it.Handle(new LineReduction(Agent, [new("a", Reasons.TooSmall, 0, "2"), new("a", Reasons.TooSmall, 1, "1")]));

        it.Saga.Goods.Lines.Select(x => (x.OrderNumber, x.Quantity)).ShouldBe([(null, 1)]);
        it.Sent.OfType<ExpectParcel>().Last().Lines.ShouldBe([new ExpectedLine("1", "a", "sku-1", null, 1)]);
        it.Saga.NewEntries.Select(x => x.Event)
            .OfType<TimelineEvent.Withdrawn>()
            .Select(x => (x.OrderNumber, x.Units))
            .ShouldBe([("2", 2), (null, 1)]);
    }

    [Fact]
    public void A_late_unit_is_taken_back_unless_another_return_has_that_piece_of_that_order()
    {
        var it = new World();
        it.Handle(new Cancellation(Agent));
        it.Handle(new ParcelNotSeen(it.Id, "demo", it.Saga.Expectation.Revision));
        it.Saga.TakenPieces = new HashSet<(LineKey, int)> { (new("a", "2"), 0), (new("a", "2"), 1) };

        it.Receive(1, ("1", "a", 1), ("2", "a", 1));

        it.Saga.Goods.Unassigned.Select(x => (x.OrderNumber, x.Reason))
            .ShouldBe([(null, AttentionReasons.LateParcel), ("2", AttentionReasons.InAnotherReturn)]);
        it.Handle(new NewRound(Agent));
        it.Saga.Goods.Units.Where(x => x.Round is not null).ShouldHaveSingleItem().OrderNumber.ShouldBeNull();
    }

    [Fact]
    public void A_unit_of_a_strange_order_waits_for_a_person()
    {
        var it = new World();

        it.Receive(1, ("3", "a", 1), ("1", "a", 1));

        it.Saga.AttentionReason.ShouldBe(AttentionReasons.UnplacedUnits);
        it.Saga.Goods.Units.Count(x => x.UnitId is not null).ShouldBe(1);
    }

    [Fact]
    public void Quote_and_refund_agree_for_each_order_and_in_sum() =>
        Cases.Each(random =>
        {
            var orders = Enumerable.Range(1, random.Next(2, 5)).Select(i => Any(random, $"{i}")).ToList();
            List<ReturnLineRequest> asked = [.. orders.SelectMany(order => LinesOf(order, random))];
            var decided = Draft(orders).Decide(new ReturnRequest("1", "web", asked), Drafts.Fashion);
            decided.Accepted.ShouldBeTrue();
            decided.Lines.Select(x => x.Request).ShouldBe(asked);
            var it = new World(decided);

            it.Receive(1, [.. asked.Select(x => (x.OrderNumber ?? "1", x.LineId, x.Quantity))]);
            it.Judge(1);

            it.Saga.RefundAmount.ShouldBe(decided.Lines.Sum(x => x.Amounts.Sum));
            foreach (var order in decided.Orders)
            {
                var quoted = order.Lines.Sum(x => x.Amounts.Sum);
                var refund = it.Refunds.SingleOrDefault(x => x.OrderNumber == order.Order.Number);
                (refund?.Amount ?? 0).ShouldBe(quoted);
                (refund?.Lines ?? []).Sum(x => x.Price + x.Discount + x.Tax + x.Shipping + x.Fees).ShouldBe(quoted);
                (refund?.Lines ?? []).ShouldAllBe(x =>
                    order.Order.Lines.Any(y => y.LineId == x.LineId && y.Sku == x.Sku)
                );
            }
        });

    [Fact]
    public void Each_orders_lines_are_decided_by_its_own_facts()
    {
        var late = Order("2", 700);
        late.DeliveredAt = Now.AddDays(-60);
        var decided = Draft([Order("1", 1000), late]).Decide(Request(("1", 1), ("2", 1)), Drafts.Fashion);

        decided.Lines.Select(x => (x.OrderNumber, x.Eligible)).ShouldBe([("1", true), ("2", false)]);
        decided.Accepted.ShouldBeFalse();
        decided
            .ToDecisions("request", isReturn: false)
            .Select(x => (x.OrderId, x.Outcome))
            .ShouldBe([(decided.Order.Id, "approve"), (late.Id, "refuse")]);
    }

    [Fact]
    public void The_way_back_is_charged_once_and_the_value_is_that_of_the_whole_request()
    {
        var document = Drafts
            .Fashion.Document.With("costs/1/when", """{ "currency": ["EUR"] }""")
            .With("costs/1/then/returnFee", "300")
            .With("reviews/0/when", """{ "currency": ["EUR"], "requestValueAbove": 1500 }""");
        var policy = Drafts.Fashion with { Document = document };

        var decided = Draft([Order("1", 1000), Order("2", 700)]).Decide(Request(("1", 1), ("2", 1)), policy);

        decided
            .Orders.Select(x => (x.Outcome.Deduction, x.Outcome.Decision))
            .ShouldBe([(300, "review"), (0, "review")]);
        decided.Outcome.Decision.ShouldBe("review");
        Draft([Order("1", 1000)]).Decide(Request(("1", 1)), policy).Outcome.Decision.ShouldBe("approve");
    }

    [Fact]
    public void The_way_back_is_charged_to_the_goods_that_come()
    {
        var document = Drafts
            .Fashion.Document.With("costs/1/when", """{ "currency": ["EUR"] }""")
            .With("costs/1/then/returnFee", "500");
        List<Order> orders = [Order("1", 2_000), Order("2", 20_000)];
        var policy = Drafts.Fashion with { Document = document };
        var it = new World(Draft(orders).Decide(Request(("1", 1), ("2", 1)), policy));

        it.Receive(1, ("2", "a", 1));
        it.Judge(1);
        it.Saga.RefundAmount.ShouldBe(20_000 - 500);

        it.Receive(2, ("2", "a", 1), ("1", "a", 1));
        it.Judge(2);
        it.Saga.RefundAmount.ShouldBe(22_000 - 500);
    }

    [Fact]
    public void The_row_of_a_return_of_one_order_says_nothing_of_others()
    {
        var saga = SagaWorld.OfTwo().Saga;

        saga.FurtherOrders.ShouldBeNull();
        System.Text.Json.JsonSerializer.Serialize(saga.Goods.Units).ShouldNotContain("OrderNumber");
    }

    private static ReturnRequest Request(params (string Order, int Quantity)[] lines) =>
        new(
            "1",
            "web",
            [
                .. lines.Select(x => new ReturnLineRequest(
                    "a",
                    x.Quantity,
                    Reasons.TooSmall,
                    Resolutions.Refund,
                    OrderNumber: x.Order
                )),
            ]
        );

    private static Order Order(string number, long price)
    {
        var order = Orders.Of(0, new OrderLine("a", $"sku-{number}", 2, price));
        order.Shipping = new OrderShipping(TaxRate: number == "2" ? 700 : null);
        return Numbered(order, number);
    }

    private static Order Any(Random random, string number)
    {
        var order = Orders.Any(random);
        order.Currency = "EUR";
        order.Lines = [.. order.Lines.Select(x => x with { Sku = $"{x.Sku}-{number}" })];
        return Numbered(order, number);
    }

    private static Order Numbered(Order order, string number) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            StorefrontId = order.StorefrontId,
            Number = number,
            Currency = order.Currency,
            TaxIncluded = order.TaxIncluded,
            DeliveredAt = order.DeliveredAt,
            Customer = order.Customer,
            Contact = order.Contact,
            Discount = order.Discount,
            Lines = order.Lines,
            Shipping = order.Shipping,
            InvoiceNumber = $"INV-{number}",
            Payments = [new CapturedPayment($"pay-{number}", "card", 1_000_000, 0)],
            Version = number == "2" ? 7 : 1,
        };

    private static IEnumerable<ReturnLineRequest> LinesOf(Order order, Random random) =>
        order.Lines.Select(x => new ReturnLineRequest(
            x.LineId,
            random.Next(1, x.Quantity + 1),
            random.Next(2) == 0 ? Reasons.TooSmall : Reasons.Defective,
            Resolutions.Refund,
            OrderNumber: order.Number == "1" ? null : order.Number
        ));

    private static ReturnDraft Draft(List<Order> orders) =>
        new([.. orders.Select(x => new OrderDraft(x, isFurther: x != orders[0], [], []))], Now);

    /// <summary>A return on the saga's tables alone; by default two pieces of line <c>a</c> of each of two orders.</summary>
    private sealed class World
    {
        public World()
            : this(Draft([Order("1", 1000), Order("2", 700)]).Decide(Request(("1", 2), ("2", 2)), Drafts.Fashion)) { }

        public World(DecidedRequest decided)
        {
            Saga = decided.Draft.ToReturn(decided);
            (Own, Further) = (decided.Orders[0].Order, decided.Orders[^1].Order);
            Handle(new Approval());
            Saga.PieceChanges.Clear();
        }

        public Return Saga { get; }

        public Guid Id => Saga.CorrelationId;

        public Order Own { get; }

        public Order Further { get; }

        public List<object> Sent { get; } = [];

        public IReadOnlyList<IssueRefund> Refunds => [.. Sent.OfType<IssueRefund>()];

        public void Handle<T>(T happened)
            where T : notnull
        {
            var step = new ReturnStep(Saga, Now);
            ReturnTable.Handle(step, happened);
            Sent.AddRange(step.Commands.Select(x => x.Command));
        }

        /// <summary>A snapshot of all that came so far.</summary>
        public void Receive(int number, params (string Order, string Line, int Quantity)[] came) =>
            Handle(
                new ReceiptClosed(
                    Id,
                    "demo",
                    number,
                    Guid.CreateVersion7(),
                    [
                        .. came.SelectMany(x =>
                            Enumerable
                                .Range(0, x.Quantity)
                                .Select(i => new ReceivedUnit(UnitOf(x.Order, x.Line, i), x.Order, x.Line, ""))
                        ),
                    ],
                    [],
                    NothingMoreExpected: false,
                    Now
                )
            );

        public void Judge(int round) =>
            Handle(
                new InspectionCompleted(
                    Id,
                    "demo",
                    ReturnCommands.InspectionIdOf(Saga, round),
                    round,
                    [
                        .. Saga
                            .Goods.Units.Where(x => x.Round == round)
                            .Select(x => new UnitVerdict(x.UnitId!.Value, x.LineId, Grades.A, Dispositions.Restock)),
                    ],
                    Now
                )
            );

        public void Succeed(RoundPart part) => Succeed(part, shortfall: 0);

        public void Succeed(RoundPart part, long shortfall) =>
            Handle(
                new RefundSucceeded(Id, "demo", part.PartId, part.Round, part.Amount, "EUR", Now, Shortfall: shortfall)
            );

        private static Guid UnitOf(string order, string line, int i) =>
            DerivedId.From(Guid.Empty, "unit", order, line, i);
    }
}
