using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund.Payments;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class PaymentTests
{
    [Theory]
    [InlineData(100, 0, 0, 100)]
    [InlineData(100, 30, 50, 20)]
    [InlineData(100, 30, 70, 0)]
    [InlineData(100, 130, 0, 0)]
    [InlineData(0, long.MaxValue, long.MaxValue, 0)]
    [InlineData(long.MaxValue, 0, long.MaxValue, 0)]
    [InlineData(long.MaxValue, 1, 1, long.MaxValue - 2)]
    public void The_refundable_amount_is_captured_less_refunded_elsewhere_less_committed(
        long captured,
        long elsewhere,
        long committed,
        long left
    ) => Of(captured, elsewhere, committed).RefundableAmount("EUR").ShouldBe(left);

    [Fact]
    public void Nothing_is_left_in_another_currency() => Of(100, 0, 0).RefundableAmount("USD").ShouldBe(0);

    [Theory]
    [InlineData(80, 10, 80, 10)]
    [InlineData(120, 0, 100, 5)]
    public void Without_a_version_the_smaller_captured_and_the_larger_refunded_amount_count(
        long captured,
        long refunded,
        long counted,
        long elsewhere
    )
    {
        var (unversioned, otherOrder) = (Told(100, 5, "1001", null), Told(100, 5, "1001", 1));

        unversioned.Apply(new CapturedPayment("p-1", "card", captured, refunded), "1001", null);
        otherOrder.Apply(new CapturedPayment("p-1", "card", captured, refunded), "1002", 9);

        (unversioned.Captured, unversioned.RefundedByOrder).ShouldBe((counted, elsewhere));
        (otherOrder.Captured, otherOrder.RefundedByOrder).ShouldBe((counted, elsewhere));
    }

    [Theory]
    [InlineData(3, 150, 0)]
    [InlineData(2, 100, 5)]
    [InlineData(1, 100, 5)]
    public void The_higher_version_of_an_order_counts_whichever_comes_first(int version, long captured, long elsewhere)
    {
        var payment = Told(100, 5, "1001", 2);

        payment.Apply(new CapturedPayment("p-1", "card", 150, 0), "1001", version);

        (payment.Captured, payment.RefundedByOrder).ShouldBe((captured, elsewhere));
    }

    [Fact]
    public void A_later_version_of_one_order_does_not_replace_what_another_order_says()
    {
        var payment = Told(100, 0, "1001", 3);

        payment.Apply(new CapturedPayment("p-1", "card", 90, 40), "1002", 1);
        payment.Apply(new CapturedPayment("p-1", "card", 100, 0), "1001", 4);

        (payment.Captured, payment.RefundedByOrder, payment.RefundableAmount("EUR")).ShouldBe((90, 40, 50));
    }

    [Fact]
    public void A_later_version_of_any_order_replaces_what_it_said_before()
    {
        var payment = Told(100, 0, "1001", 3);
        payment.Apply(new CapturedPayment("p-1", "card", 90, 40), "1002", 1);

        payment.Apply(new CapturedPayment("p-1", "card", 100, 10), "1002", 2);
        payment.Apply(new CapturedPayment("p-1", "card", 90, 40), "1002", 1);

        (payment.Captured, payment.RefundedByOrder).ShouldBe((100, 10));
    }

    [Fact]
    public void Of_more_orders_than_are_kept_the_strictest_amounts_count_for_good()
    {
        var payment = Told(1000, 0, "0", 1);
        foreach (var order in Enumerable.Range(1, Payment.MaxOrders + 5))
        {
            payment.Apply(new CapturedPayment("p-1", "card", 1000, order), $"{order}", 1);
        }

        payment.Apply(new CapturedPayment("p-1", "card", 1000, 0), $"{Payment.MaxOrders + 5}", 2);

        payment.Orders.Count.ShouldBe(Payment.MaxOrders + 1);
        payment.RefundedByOrder.ShouldBe(Payment.MaxOrders + 5);
    }

    [Fact]
    public void Adjustments_lower_the_refundable_amount_which_is_0_without_an_order()
    {
        var payment = Of(100, 5, 20);
        (payment.ChargedBack, payment.RefundedByAdjustments) = (30, 10);
        payment.RefundableAmount("EUR").ShouldBe(35);

        payment.ChargedBack = 90;
        (payment.RefundableAmount("EUR"), payment.OverCap).ShouldBe((0, 20));

        payment.Captured = null;
        payment.RefundableAmount("EUR").ShouldBe(0);
    }

    [Theory]
    [InlineData(100, 80, 100, 80)]
    [InlineData(100, 80, 130, 80)]
    [InlineData(100, 0, 130, 0)]
    [InlineData(null, 0, 50, 0)]
    public void The_amount_over_the_cap_is_ours_and_not_what_others_refunded(
        int? captured,
        int committed,
        int chargedBack,
        int over
    )
    {
        var payment = Of(0, 0, committed);
        (payment.Captured, payment.ChargedBack) = (captured, chargedBack);

        payment.OverCap.ShouldBe(over);
    }

    private static Payment Told(long captured, long refunded, string order, int? version)
    {
        var payment = Of(0, 0, 0);
        payment.Captured = null;
        payment.Apply(new CapturedPayment("p-1", "card", captured, refunded), order, version);
        return payment;
    }

    private static Payment Of(long captured, long elsewhere, long committed) =>
        new()
        {
            StorefrontId = "shop",
            Reference = "p-1",
            Method = "card",
            Currency = "EUR",
            Captured = captured,
            RefundedByOrder = elsewhere,
            Committed = committed,
        };
}
