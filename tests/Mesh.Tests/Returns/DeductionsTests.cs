using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Mesh.Tests.Policy;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class DeductionsTests
{
    // Spend 300, save 50: two shirts of 200, for each of which 175 was paid.
    private static readonly EffectivePolicy ClawBack = Drafts.Fashion with
    {
        Document = Drafts.Fashion.Document with
        {
            Promotions =
            [
                new PolicyRule<PromotionTerms>
                {
                    Rule = "spend_300",
                    Then = new() { Spend = 30_000, ClawBack = true },
                },
            ],
        },
    };
    private static readonly EffectivePolicy FashionEu = Drafts.Fashion with
    {
        Document = Presets.All[Presets.FashionEu],
    };
    private readonly Order _order = Returns.Orders.Of(5_000, Returns.Orders.Line("a", 2, 20_000));

    [Fact]
    public void A_promotion_takes_its_discount_back_when_only_a_part_of_the_requested_goods_comes()
    {
        var it = Request(ClawBack, ("a", 2));
        it.Saga.Goods.Units.Sum(x => x.Amounts.Sum).ShouldBe(35_000);

        Receive(it, 1, "a");
        it.Saga.RefundAmount.ShouldBe(15_000);

        // The second shirt comes later: nothing is kept, and the promotion gives back what it took.
        Receive(it, 2, "a", "a");
        it.Saga.RefundAmount.ShouldBe(35_000);
    }

    [Fact]
    public void A_promotion_gives_its_discount_back_only_when_the_other_goods_came_back_as_well()
    {
        var first = Request(ClawBack, ("a", 1));
        var second = Request(ClawBack, first, ("a", 1));

        Receive(second, 1, "a");
        second.Saga.RefundAmount.ShouldBe(15_000);

        Receive(first, 1, "a");
        first.Saga.RefundAmount.ShouldBe(20_000);
    }

    [Fact]
    public void Goods_that_are_withdrawn_from_a_return_count_as_kept()
    {
        var it = Request(ClawBack, ("a", 2));
        it.Handle(SagaWorld.Reduction(keep: 1));

        Receive(it, 1, "a");

        it.Saga.RefundAmount.ShouldBe(15_000);
    }

    [Fact]
    public void The_parts_of_a_set_that_did_not_come_are_deducted_until_they_come()
    {
        var suit = Returns.Orders.Of(0, Returns.Orders.Line("a", 1, 30_000), Returns.Orders.Line("b", 1, 10_000));
        suit.Lines = [.. suit.Lines.Select(x => x with { Set = "suit" })];
        var it = new SagaWorld(Draft(suit, FashionEu, null, ("a", 1), ("b", 1)));
        it.Approve();

        Receive(it, 1, "b");
        it.Saga.RefundAmount.ShouldBe(0, "the kept jacket costs more than was paid for the trousers");

        Receive(it, 2, "b", "a");
        it.Saga.RefundAmount.ShouldBe(40_000);
    }

    [Fact]
    public void The_deduction_for_a_free_gift_is_given_back_when_it_comes_with_its_tax()
    {
        var order = Returns.Orders.Of(
            0,
            Returns.Orders.Line("coat", 1, 30_000) with
            {
                Set = "g",
                Tax = 5000,
                TaxRate = 2000,
            },
            Returns.Orders.Line("bag", 1, 10_000, discount: 10_000) with
            {
                Set = "g",
                TaxRate = 2000,
            }
        );
        var it = new SagaWorld(Draft(order, FashionEu, null, ("coat", 1), ("bag", 1)));
        it.Approve();

        Receive(it, 1, "coat");
        it.Saga.RefundAmount.ShouldBe(20_000);

        Receive(it, 2, "coat", "bag");
        it.Saga.RefundAmount.ShouldBe(30_000);
        it.SentOf<IssueRefund>()
            .Last()
            .Lines!.Select(x => (x.LineId, x.Fees, x.IncludedTax))
            .ShouldBe([("bag", 10_000, 1_667)]);
    }

    [Fact]
    public void A_faulty_part_that_comes_alone_deducts_nothing_whatever_else_was_requested()
    {
        var it = Request(
            Suits(1),
            FashionEu,
            null,
            ("jacket", 1, Reasons.Defective),
            ("trousers", 1, Reasons.TooSmall)
        );

        Receive(it, 1, "jacket");
        it.Saga.RefundAmount.ShouldBe(30_000);

        Receive(it, 2, "jacket", "trousers");
        it.Saga.RefundAmount.ShouldBe(40_000);
    }

    [Fact]
    public void A_faulty_part_deducts_nothing_while_that_of_another_set_does()
    {
        var it = Request(Suits(2), FashionEu, null, ("jacket", 1, Reasons.Defective), ("jacket", 1, Reasons.TooSmall));
        it.Saga.Goods.Units.Sum(x => x.Amounts.Sum).ShouldBe(50_000);

        Receive(it, 1, "jacket", "jacket");

        it.Saga.RefundAmount.ShouldBe(50_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_set_deducted_is_given_back_when_its_rest_comes_under_another_rule(bool isRequestedAfterRefund)
    {
        var suit = Suits(1);
        var first = Request(suit, FashionEu, null, ("jacket", 1, Reasons.TooSmall));
        if (isRequestedAfterRefund)
        {
            Receive(first, 1, "jacket");
        }
        var second = Request(suit, FashionEu, first, ("trousers", 1, Reasons.Defective));
        second.Saga.Goods.Units.Sum(x => x.Amounts.Sum).ShouldBe(20_000);
        if (!isRequestedAfterRefund)
        {
            Receive(first, 1, "jacket");
        }
        first.Saga.RefundAmount.ShouldBe(20_000);

        Receive(second, 1, "trousers");

        second.Saga.RefundAmount.ShouldBe(20_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_deducted_is_given_back_when_the_rest_comes_under_a_policy_without_deductions(bool ofSet)
    {
        var order = ofSet ? Suits(1) : _order;
        var (one, other) = ofSet ? ("jacket", "trousers") : ("a", "a");
        var first = Request(order, ofSet ? FashionEu : ClawBack, null, (one, 1, Reasons.TooSmall));
        Receive(first, 1, one);
        var allowing = Drafts.Fashion with { Document = Drafts.Fashion.Document with { Sets = [] } };
        var second = Request(order, allowing, first, (other, 1, Reasons.TooSmall));
        var quoted = second.Saga.Goods.Units.Sum(x => x.Amounts.Sum);

        Receive(second, 1, other);

        second.Saga.RefundAmount.ShouldBe(quoted);
        (first.Saga.RefundAmount + quoted).ShouldBe(ofSet ? 40_000 : 35_000);
    }

    [Fact]
    public void Goods_that_come_under_another_rule_give_back_their_own_share_of_what_a_promotion_took()
    {
        // Spend 300, save 60: three shirts of 120, for each of which 100 was paid.
        var order = Returns.Orders.Of(6_000, Returns.Orders.Line("a", 3, 12_000));
        var policy = ClawBack with
        {
            Document = ClawBack.Document with
            {
                Promotions = [ClawBack.Document.Promotions[0] with { When = new() { Quality = false } }],
            },
        };
        var first = Request(order, policy, null, ("a", 1, Reasons.TooSmall));
        Receive(first, 1, "a");
        first.Saga.RefundAmount.ShouldBe(6_000);
        var second = Request(order, policy, first, ("a", 1, Reasons.Defective));
        second.Saga.Goods.Units.Sum(x => x.Amounts.Sum).ShouldBe(12_000);
        var third = Request(order, policy, second, ("a", 1, Reasons.Defective));
        third.Saga.Goods.Units.Sum(x => x.Amounts.Sum).ShouldBe(12_000);

        Receive(second, 1, "a");
        second.Saga.RefundAmount.ShouldBe(12_000);

        Receive(third, 1, "a");
        third.Saga.RefundAmount.ShouldBe(12_000);
    }

    [Fact]
    public void A_quote_gives_back_what_was_deducted_for_the_parts_that_come_now()
    {
        var suit = Suits(1);
        var first = Request(suit, FashionEu, null, ("jacket", 1, Reasons.TooSmall));
        Receive(first, 1, "jacket");

        var second = Request(suit, FashionEu, first, ("trousers", 1, Reasons.TooSmall));

        second.Saga.Goods.Units.Sum(x => x.Amounts.Sum).ShouldBe(20_000);
        Receive(second, 1, "trousers");
        second.Saga.RefundAmount.ShouldBe(20_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_quote_counts_the_parts_that_came_back_before(bool isRefunded)
    {
        var suits = Suits(2);
        var first = Request(suits, FashionEu, null, ("trousers", 1, Reasons.TooSmall));
        if (isRefunded)
        {
            Receive(first, 1, "trousers");
        }

        var second = Request(suits, FashionEu, first, ("jacket", 1, Reasons.TooSmall));

        second.Saga.Goods.Units.Sum(x => x.Amounts.Sum).ShouldBe(40_000);
        if (!isRefunded)
        {
            Receive(first, 1, "trousers");
        }
        first.Saga.RefundAmount.ShouldBe(0);
        Receive(second, 1, "jacket");
        second.Saga.RefundAmount.ShouldBe(40_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_200)]
    public async Task What_was_deducted_before_is_read_also_of_a_large_order(int otherPieces)
    {
        await using var service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            []
        );
        var cancelled = TestContext.Current.CancellationToken;
        var suit = Suits(1);
        suit.Lines = [.. suit.Lines, Returns.Orders.Line("socks", otherPieces, 500)];
        ReturnLineRequest[] asked = [new("trousers", 1, Reasons.Defective, Resolutions.Refund)];

        var quoted = await service.InDatabaseAsync<ReturnsDb, long>(async db =>
        {
            db.Add(
                new SoldUnit
                {
                    OrderId = suit.Id,
                    LineId = "jacket",
                    StorefrontId = "demo",
                    Sku = "sku-jacket",
                    Given = 20_000,
                    ReservedBy = Guid.CreateVersion7(),
                    DeductsSet = true,
                }
            );
            db.Add(
                new DeductedAmount
                {
                    OrderId = suit.Id,
                    Set = "suit",
                    StorefrontId = "demo",
                    Amount = 10_000,
                }
            );
            await db.SaveChangesAsync(cancelled);
            var draft = await ReturnDraft.StartAsync([suit], asked, db, SagaWorld.Requested, cancelled);
            draft.Decide(new ReturnRequest(suit.Number, "web", asked), FashionEu);
            return draft.Units.Sum(x => x.Amounts.Sum);
        });

        quoted.ShouldBe(20_000);
    }

    [Fact]
    public void A_part_may_come_back_when_the_rest_of_its_set_came_back_before()
    {
        var suits = Suits(2);
        var first = Request(suits, Drafts.Fashion, null, ("jacket", 1, Reasons.Defective));
        Receive(first, 1, "jacket");

        var second = Request(suits, Drafts.Fashion, first, ("trousers", 1, Reasons.TooSmall));
        Receive(second, 1, "trousers");

        second.Saga.RefundAmount.ShouldBe(10_000);
        Should.Throw<ShouldAssertException>(() =>
            Draft(suits, Drafts.Fashion, second, ("jacket", 1, Reasons.TooSmall))
        );
    }

    [Fact]
    public void A_return_of_other_lines_leaves_what_a_set_deducted()
    {
        var document = Presets.All[Presets.FashionEu] with { Promotions = ClawBack.Document.Promotions };
        var order = Returns.Orders.Of(
            4_000,
            Returns.Orders.Line("a", 1, 20_000),
            Returns.Orders.Line("b", 1, 10_000),
            Returns.Orders.Line("c", 1, 10_000)
        );
        order.Lines = [.. order.Lines.Select(x => x.LineId == "c" ? x : x with { Set = "suit" })];
        var policy = Drafts.Fashion with { Document = document };
        var jacket = new SagaWorld(Draft(order, policy, null, ("a", 1)));
        var belt = new SagaWorld(Draft(order, policy, jacket, ("c", 1)), jacket);
        jacket.Approve();
        belt.Approve();

        // Kept: 200 of 400, so that 20 of the discount of 40 are taken back; and the trousers.
        Receive(jacket, 1, "a");
        jacket.Saga.RefundAmount.ShouldBe(18_000 - 2_000 - 10_000);

        // Kept: the trousers of 100, so that 10 are taken back in all.
        Receive(belt, 1, "c");
        belt.Saga.RefundAmount.ShouldBe(9_000 + 1_000);
    }

    [Fact]
    public void A_return_fee_is_deducted_once_whichever_goods_come()
    {
        var fee = Drafts.Fashion with
        {
            Document = Drafts.Fashion.Document.With(
                "costs/0",
                """{"rule": "label", "when": {"currency": ["EUR"]}, "then": {"returnFee": 500}}"""
            ),
        };
        var it = Request(fee, ("a", 2));
        it.Saga.Goods.Units.Sum(x => x.Deduction).ShouldBe(-500);

        Receive(it, 1, "a");
        it.Saga.RefundAmount.ShouldBe(17_500 - 500);

        Receive(it, 2, "a", "a");
        it.Saga.RefundAmount.ShouldBe(35_000 - 500);
    }

    [Fact]
    public void A_return_fee_is_that_of_the_goods_that_come()
    {
        var fee = Drafts.Fashion with
        {
            Document = Drafts.Fashion.Document.With(
                "costs/0",
                """{"rule": "label", "when": {"currency": ["EUR"], "quality": false}, "then": {"returnFee": 500}}"""
            ),
        };
        var order = Returns.Orders.Of(0, Returns.Orders.Line("a", 1, 2_000), Returns.Orders.Line("b", 1, 2_000));
        var it = Request(order, fee, null, ("a", 1, Reasons.Defective), ("b", 1, Reasons.TooSmall));
        it.Saga.Goods.Units.Sum(x => x.Deduction).ShouldBe(-500);

        Receive(it, 1, "a");
        it.Saga.RefundAmount.ShouldBe(2_000);

        Receive(it, 2, "a", "b");
        it.Saga.RefundAmount.ShouldBe(4_000 - 500);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_promotion_takes_the_same_back_whether_the_order_is_told_with_or_without_tax(bool taxIncluded)
    {
        var shirts = Returns.Orders.Line("a", 2, taxIncluded ? 24_000 : 20_000) with { Tax = 7_000, TaxRate = 2000 };
        var order = Returns.Orders.Of(taxIncluded ? 6_000 : 5_000, shirts);
        order.TaxIncluded = taxIncluded;
        var it = Request(order, ClawBack, null, ("a", 1, Reasons.TooSmall));
        it.Saga.Goods.Units.Sum(x => x.Amounts.Sum).ShouldBe(18_000);

        Receive(it, 1, "a");

        it.Saga.RefundAmount.ShouldBe(18_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_kept_parts_of_a_set_are_deducted_with_their_tax(bool taxIncluded)
    {
        var order = Returns.Orders.Of(
            0,
            Returns.Orders.Line("coat", 1, taxIncluded ? 36_000 : 30_000) with
            {
                Set = "g",
                Tax = 6_000,
            },
            Returns.Orders.Line("scarf", 1, taxIncluded ? 12_000 : 10_000) with
            {
                Set = "g",
                Tax = 2_000,
            },
            Returns.Orders.Line("bag", 1, 10_000, discount: 10_000) with
            {
                Set = "g",
                TaxRate = 2000,
            }
        );
        order.TaxIncluded = taxIncluded;
        var it = Request(order, FashionEu, null, ("coat", 1, Reasons.TooSmall));
        var bag = taxIncluded ? 10_000 : 12_000;
        it.Saga.Goods.Units.Sum(x => x.Amounts.Sum).ShouldBe(36_000 - 12_000 - bag);

        Receive(it, 1, "coat");

        it.Saga.RefundAmount.ShouldBe(36_000 - 12_000 - bag);
    }

    [Fact]
    public void A_piece_gives_no_more_than_its_refund_in_a_currency_of_larger_steps()
    {
        ReturnUnit[] units = [Unit("a", 17), Unit("b", 983)];

        Deductions.Spread(units, 990, "KWD");

        units.Select(x => x.Amounts.Sum).ShouldBe([7, 3]);

        static ReturnUnit Unit(string line, long paid) =>
            new()
            {
                LineId = line,
                Reason = Reasons.TooSmall,
                Paid = paid,
            };
    }

    [Fact]
    public async Task Of_two_returns_of_an_order_that_plan_their_refunds_at_once_one_plans_anew()
    {
        await using var service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            []
        );
        var first = Request(ClawBack, ("a", 1));
        var second = Request(ClawBack, first, ("a", 1));
        foreach (var it in new[] { first, second })
        {
            it.Handle(Closed(it, 1, "a"));
            // The service's own sweep leaves it alone.
            it.Saga.DueAt = null;
            await service.InDatabaseAsync<ReturnsDb, int>(db =>
            {
                var unit = it.Saga.Goods.Units.Single();
                db.Add(
                    new SoldUnit
                    {
                        OrderId = it.Saga.OrderId,
                        LineId = unit.LineId,
                        Ordinal = unit.Ordinal,
                        StorefrontId = "demo",
                        Sku = "sku-a",
                        ReservedBy = it.Saga.CorrelationId,
                    }
                );
                db.Add(it.Saga);
                return db.SaveChangesAsync(TestContext.Current.CancellationToken);
            });
        }

        await Should.ThrowAsync<DbUpdateException>(() => JudgeAsync(second, meanwhile: () => JudgeAsync(first)));
        await JudgeAsync(second);

        var amounts = await service.InDatabaseAsync<ReturnsDb, List<long>>(db =>
            db.Returns.Select(x => x.RefundAmount).Order().ToListAsync(TestContext.Current.CancellationToken)
        );
        amounts.ShouldBe([15_000, 20_000]);

        Task<int> JudgeAsync(SagaWorld it, Func<Task>? meanwhile = null) =>
            service.InDatabaseAsync<ReturnsDb, int>(async db =>
            {
                var verdict = it.Verdict();
                var found = await db.FindForAsync(
                    it.Saga.CorrelationId,
                    verdict,
                    TakenPieces.LoadAsync,
                    TestContext.Current.CancellationToken
                );
                await (meanwhile?.Invoke() ?? Task.CompletedTask);
                ReturnTable.Handle(new ReturnStep(found!, it.Now), verdict);
                return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            });
    }

    private SagaWorld Request(EffectivePolicy policy, params (string LineId, int Quantity)[] lines) =>
        Request(policy, null, lines);

    private SagaWorld Request(EffectivePolicy policy, SagaWorld? earlier, params (string LineId, int Quantity)[] lines)
    {
        var it = new SagaWorld(Draft(_order, policy, earlier, lines), earlier);
        it.Approve();
        return it;
    }

    private static Return Draft(
        Order order,
        EffectivePolicy policy,
        SagaWorld? earlier,
        params (string LineId, int Quantity)[] lines
    ) => Draft(order, policy, earlier, [.. lines.Select(x => (x.LineId, x.Quantity, Reasons.TooSmall))]);

    private static Return Draft(
        Order order,
        EffectivePolicy policy,
        SagaWorld? earlier,
        params (string LineId, int Quantity, string Reason)[] lines
    )
    {
        var draft = new ReturnDraft(
            order,
            earlier?.Pieces.Keys ?? [],
            SagaWorld.Requested,
            released: null,
            earlier?.AsOthers
        );
        var request = new ReturnRequest(
            order.Number,
            "web",
            [.. lines.Select(x => new ReturnLineRequest(x.LineId, x.Quantity, x.Reason, Resolutions.Refund))]
        );
        var decided = draft.Decide(request, policy);
        decided.Accepted.ShouldBeTrue();
        return draft.ToReturn(decided);
    }

    private static SagaWorld Request(
        Order order,
        EffectivePolicy policy,
        SagaWorld? earlier,
        params (string LineId, int Quantity, string Reason)[] lines
    )
    {
        var it = new SagaWorld(Draft(order, policy, earlier, lines), earlier);
        it.Approve();
        return it;
    }

    /// <summary>Suits of a jacket for 300.00 and trousers for 100.00.</summary>
    private static Order Suits(int quantity) =>
        Returns.Orders.Of(
            0,
            Returns.Orders.Line("jacket", quantity, 30_000) with
            {
                Set = "suit",
            },
            Returns.Orders.Line("trousers", quantity, 10_000) with
            {
                Set = "suit",
            }
        );

    /// <summary>Closes a receipt, and judges what came since the one before.</summary>
    /// <param name="lines">The line of each unit that came so far.</param>
    private static void Receive(SagaWorld it, int number, params string[] lines)
    {
        it.Handle(Closed(it, number, lines));
        it.Handle(it.Verdict(number));
    }

    private static ReceiptClosed Closed(SagaWorld it, int number, params string[] lines)
    {
        var closed = it.Closed(number, lines.Length);
        return closed with { Units = [.. closed.Units.Zip(lines, (unit, line) => unit with { LineId = line })] };
    }
}
