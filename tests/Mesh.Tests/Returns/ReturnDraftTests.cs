using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class ReturnDraftTests
{
    private static readonly DateTimeOffset Now = Orders.Delivered.AddDays(1);

    [Fact]
    public void The_lowest_free_units_are_taken_so_that_the_remainders_are_paid_once()
    {
        var order = Orders.Of(0, Orders.Line("a", 3, 334, discount: 2));

        Paid(new ReturnDraft(order, [], Now), 1).ShouldBe([334]);
        Paid(new ReturnDraft(order, [("a", 0)], Now), 2).ShouldBe([333, 333]);
        Paid(new ReturnDraft(order, [("a", 1)], Now), 2).ShouldBe([334, 333]);
    }

    [Fact]
    public void Units_that_came_back_elsewhere_cannot_come_back_again()
    {
        var order = Orders.Of(0, Orders.Line("a", 3, 100) with { Returned = 2 });
        var draft = new ReturnDraft(order, [], Now);

        draft.Decide(Request(2)).Lines[0].Rule.ShouldBe("quantity_left");
        draft.Decide(Request(1)).Accepted.ShouldBeTrue();
    }

    [Fact]
    public void Store_credit_needs_a_customer()
    {
        var order = Orders.Of(0, Orders.Line("a", 1, 100));
        order.Customer = order.Customer with { Reference = "" };
        var draft = new ReturnDraft(order, [], Now);

        draft.Decide(Request(1) with { Resolution = Resolutions.StoreCredit }).Lines[0].Rule.ShouldBe("no_customer");
        draft.Decide(Request(1)).Accepted.ShouldBeTrue();
    }

    [Fact]
    public void Two_lines_of_a_request_share_the_units_that_are_left()
    {
        var draft = new ReturnDraft(Orders.Of(0, Orders.Line("a", 2, 100)), [], Now);

        var decided = draft.Decide(Request(1), Request(2, Reasons.Defective), Request(1, Reasons.WrongItem));

        decided.Lines.Select(x => x.Eligible).ShouldBe([true, false, true]);
        draft.Units.Select(x => x.Ordinal).ShouldBe([0, 1]);
    }

    [Fact]
    public void The_cost_of_a_draft_depends_on_the_requested_units_and_not_on_the_bought_ones()
    {
        var order = Orders.Of(0, [.. Enumerable.Range(0, 2_000).Select(i => Orders.Line($"l{i}", 10_000, 100))]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var draft = new ReturnDraft(order, [("l0", 0)], Now);
        draft.Decide([.. order.Lines.Select(x => Request(1) with { LineId = x.LineId })]).Accepted.ShouldBeTrue();

        draft.Units.Count.ShouldBe(2_000);
        draft.Units[0].Ordinal.ShouldBe(1);
        // Walking all pieces took more than 100 MB.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(14_000_000);
    }

    [Fact]
    public void A_deduction_is_spread_over_the_units_to_the_last_minor_unit()
    {
        var order = Orders.Of(0, Orders.Line("a", 3, 1000), Orders.Line("belt", 1, 500));
        order.Lines = [order.Lines[0] with { Set = "suit" }, order.Lines[1] with { Set = "suit" }];
        var deducting = Drafts.Fashion with { Document = Presets.All[Presets.FashionEu] };
        var draft = new ReturnDraft(order, [], Now);

        var decided = draft.Decide(new ReturnRequest("1", "web", [Request(3)]), deducting);

        decided.Outcome.Deduction.ShouldBe(500);
        draft.Units.Select(x => x.Deduction).ShouldBe([-167, -167, -166]);
        decided.Lines[0].Amounts.Sum.ShouldBe(2500);
    }

    [Fact]
    public void Whole_sets_may_come_back_one_by_one()
    {
        var order = Orders.Of(0, Orders.Line("a", 2, 1000), Orders.Line("trousers", 4, 500));
        order.Lines = [order.Lines[0] with { Set = "suit" }, order.Lines[1] with { Set = "suit" }];

        Decide(("a", 1), ("trousers", 2)).Accepted.ShouldBeTrue();
        Decide(("a", 1), ("trousers", 1)).Lines.ShouldAllBe(x => x.Rule == "sets_together");
        Decide(("trousers", 1)).Accepted.ShouldBeFalse();

        DecidedRequest Decide(params (string Line, int Quantity)[] lines) =>
            new ReturnDraft(order, [], Now).Decide([
                .. lines.Select(x => Request(x.Quantity) with { LineId = x.Line }),
            ]);
    }

    [Fact]
    public void A_return_keeps_its_policy_version_and_its_deadlines()
    {
        var policy = Drafts.Fashion with { Number = 7, TimeZone = "Asia/Shanghai" };
        var draft = new ReturnDraft(Orders.Of(0, Orders.Line("a", 1, 100)), [], Now);

        var it = draft.ToReturn(draft.Decide(new ReturnRequest("1", "web", [Request(1)]), policy));

        it.PolicyVersion.ShouldBe(7);
        // Requested on 2 March: 14 whole days for each.
        it.HandOverBy.ShouldBe(new DateTimeOffset(2026, 3, 16, 15, 59, 59, 999, TimeSpan.Zero));
        it.ExpiresAt.ShouldBe(new DateTimeOffset(2026, 3, 30, 15, 59, 59, 999, TimeSpan.Zero));
        it.RefundBy(new DateTimeOffset(2026, 3, 5, 20, 0, 0, TimeSpan.Zero))
            .ShouldBe(new DateTimeOffset(2026, 3, 20, 15, 59, 59, 999, TimeSpan.Zero));
        it.Goods.GradeDispositions.ShouldBe([
            new GradeDispositions("by_grade", "restock", "refurbish", "outlet", "recycle"),
        ]);
        it.Goods.Lines[0].DispositionRule.ShouldBe("by_grade");
    }

    private static long[] Paid(ReturnDraft draft, int quantity)
    {
        return [.. draft.ToReturn(Request(quantity)).Goods.Units.Select(x => x.Paid)];
    }

    private static ReturnLineRequest Request(int quantity, string reason = Reasons.TooSmall) =>
        new("a", quantity, reason, Resolutions.Refund);
}
