using AfterSalesMesh.Contracts.Words;
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

        draft.Add(Request(2)).Decision.Rule.ShouldBe("quantity_left");
        draft.Add(Request(1)).Decision.Approved.ShouldBeTrue();
    }

    [Fact]
    public void Store_credit_needs_a_customer()
    {
        var order = Orders.Of(0, Orders.Line("a", 1, 100));
        order.Customer = order.Customer with { Reference = "" };
        var draft = new ReturnDraft(order, [], Now);

        draft.Add(Request(1) with { Resolution = Resolutions.StoreCredit }).Decision.Rule.ShouldBe("no_customer");
        draft.Add(Request(1)).Decision.Approved.ShouldBeTrue();
    }

    [Fact]
    public void Two_lines_of_a_request_share_the_units_that_are_left()
    {
        var draft = new ReturnDraft(Orders.Of(0, Orders.Line("a", 2, 100)), [], Now);

        draft.Add(Request(1)).Decision.Approved.ShouldBeTrue();
        draft.Add(Request(2, Reasons.Defective)).Decision.Approved.ShouldBeFalse();
        draft.Add(Request(1, Reasons.Defective)).Decision.Approved.ShouldBeTrue();
    }

    [Fact]
    public void The_cost_of_a_draft_depends_on_the_requested_units_and_not_on_the_bought_ones()
    {
        var order = Orders.Of(0, [.. Enumerable.Range(0, 2_000).Select(i => Orders.Line($"l{i}", 10_000, 100))]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var draft = new ReturnDraft(order, [("l0", 0)], Now);
        foreach (var line in order.Lines)
        {
            draft.Add(Request(1) with { LineId = line.LineId }).Decision.Approved.ShouldBeTrue();
        }

        draft.Units.Count.ShouldBe(2_000);
        draft.Units[0].Ordinal.ShouldBe(1);
        // Walking all pieces took more than 100 MB.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8_000_000);
    }

    private static long[] Paid(ReturnDraft draft, int quantity)
    {
        draft.Add(Request(quantity)).Decision.Approved.ShouldBeTrue();
        return [.. draft.ToReturn("web").Units.Select(x => x.Paid)];
    }

    private static ReturnLineRequest Request(int quantity, string reason = Reasons.TooSmall) =>
        new("a", quantity, reason, Resolutions.Refund);
}
