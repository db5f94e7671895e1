using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Requests;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class ClaimTests
{
    private static readonly DateTimeOffset Now = Orders.Delivered.AddDays(1);

    [Fact]
    public void The_lowest_free_units_are_taken_so_that_the_remainders_are_paid_once()
    {
        var order = Orders.Of(0, Orders.Line("a", 3, 334, discount: 2));

        Paid(new Claim(order, [], Now), 1).ShouldBe([334]);
        Paid(new Claim(order, [("a", 0)], Now), 2).ShouldBe([333, 333]);
        Paid(new Claim(order, [("a", 1)], Now), 2).ShouldBe([334, 333]);
    }

    [Fact]
    public void What_came_back_elsewhere_is_not_left()
    {
        var order = Orders.Of(0, Orders.Line("a", 3, 100) with { Returned = 2 });
        var claim = new Claim(order, [], Now);

        claim.Add(Ask(2)).Decision.Rule.ShouldBe("quantity_left");
        claim.Add(Ask(1)).Decision.Approved.ShouldBeTrue();
    }

    [Fact]
    public void Store_credit_needs_a_customer()
    {
        var order = Orders.Of(0, Orders.Line("a", 1, 100));
        order.Customer = order.Customer with { Reference = "" };
        var claim = new Claim(order, [], Now);

        claim.Add(Ask(1) with { Resolution = Resolutions.StoreCredit }).Decision.Rule.ShouldBe("no_customer");
        claim.Add(Ask(1)).Decision.Approved.ShouldBeTrue();
    }

    [Fact]
    public void Two_lines_of_a_request_share_what_is_left()
    {
        var claim = new Claim(Orders.Of(0, Orders.Line("a", 2, 100)), [], Now);

        claim.Add(Ask(1)).Decision.Approved.ShouldBeTrue();
        claim.Add(Ask(2, Reasons.Defective)).Decision.Approved.ShouldBeFalse();
        claim.Add(Ask(1, Reasons.Defective)).Decision.Approved.ShouldBeTrue();
    }

    private static long[] Paid(Claim claim, int quantity)
    {
        claim.Add(Ask(quantity)).Decision.Approved.ShouldBeTrue();
        return [.. claim.ToReturn("web").Units.Select(x => x.Paid)];
    }

    private static ReturnLineRequest Ask(int quantity, string reason = Reasons.TooSmall) =>
        new("a", quantity, reason, Resolutions.Refund);
}
