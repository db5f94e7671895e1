using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class DefaultPolicyTests
{
    private static readonly DateTimeOffset Delivered = Orders.Delivered;

    [Theory]
    [InlineData(Reasons.TooSmall, 7, true, "return_window")]
    [InlineData(Reasons.TooSmall, 8, false, "return_window")]
    [InlineData(Reasons.ArrivedLate, 8, false, "return_window")]
    [InlineData(Reasons.Defective, 8, true, "warranty")]
    [InlineData(Reasons.Defective, 365, true, "warranty")]
    [InlineData(Reasons.WrongItem, 367, false, "warranty")]
    public void The_window_depends_on_the_reason(string reason, int days, bool approved, string rule)
    {
        var decision = Decide(reason, now: Delivered.AddDays(days));

        decision.Approved.ShouldBe(approved);
        decision.Rule.ShouldBe(rule);
    }

    [Fact]
    public void A_final_sale_comes_back_only_when_it_is_faulty()
    {
        Decide(Reasons.ChangedMind, finalSale: true).Rule.ShouldBe("final_sale");
        Decide(Reasons.ChangedMind, finalSale: true).Approved.ShouldBeFalse();
        Decide(Reasons.Defective, finalSale: true).Approved.ShouldBeTrue();
    }

    [Fact]
    public void A_line_that_was_not_delivered_cannot_come_back()
    {
        Decide(Reasons.TooLarge, delivered: null).Rule.ShouldBe("not_delivered");
        Decide(Reasons.TooLarge, now: Delivered.AddDays(-1)).Rule.ShouldBe("not_delivered");
    }

    [Fact]
    public void No_more_units_may_come_back_than_are_left()
    {
        DefaultPolicy.Decide(Reasons.TooLarge, 3, left: 2, false, Delivered, Delivered).Rule.ShouldBe("quantity_left");
        DefaultPolicy.Decide(Reasons.TooLarge, 2, left: 2, false, Delivered, Delivered).Approved.ShouldBeTrue();
    }

    private static Decision Decide(string reason, DateTimeOffset? now = null, bool finalSale = false) =>
        Decide(reason, Delivered, now, finalSale);

    private static Decision Decide(
        string reason,
        DateTimeOffset? delivered,
        DateTimeOffset? now = null,
        bool finalSale = false
    ) => DefaultPolicy.Decide(reason, requested: 1, left: 1, finalSale, delivered, now ?? Delivered.AddDays(1));
}
