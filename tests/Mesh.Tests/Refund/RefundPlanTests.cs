using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class RefundPlanTests
{
    [Fact]
    public void The_first_payment_takes_all_that_it_can() => Over(100, [100, 50]).ShouldBe([100, 0]);

    [Fact]
    public void An_amount_beyond_the_first_payments_cap_goes_to_the_next_payment() =>
        Over(120, [100, 0, 50]).ShouldBe([100, 0, 20]);

    [Fact]
    public void Payments_that_can_not_give_it_all_give_what_they_can() => Over(151, [100, 50]).ShouldBe([100, 50]);

    [Fact]
    public void Without_payments_nothing_can_be_paid_back() => Over(1, []).ShouldBeEmpty();

    [Fact]
    public void The_largest_amounts_do_not_overflow()
    {
        Over(long.MaxValue, [long.MaxValue - 1, long.MaxValue]).ShouldBe([long.MaxValue - 1, 1]);
        Over(long.MaxValue, [long.MaxValue - 1, 0]).ShouldBe([long.MaxValue - 1, 0]);
    }

    [Fact]
    public void A_share_is_a_multiple_of_what_its_tender_can_pay() =>
        RefundPlan.Shares(1234, [(1005, 10), (1000, 1)]).ShouldBe([1000, 234]);

    [Fact]
    public void An_amount_that_no_tender_can_pay_is_left() => RefundPlan.Shares(1234, [(2000, 10)]).ShouldBe([1230]);

    [Fact]
    public void A_bonus_is_given_once_though_a_part_of_the_store_credit_fails_and_is_paid_again()
    {
        var refund = new AfterSalesMesh.Refund.Refunds.Refund
        {
            Id = Guid.NewGuid(),
            StorefrontId = "shop",
            OrderNumber = "1",
            Amount = 2,
            Currency = "EUR",
            StoreCredit = 2,
            StoreCreditBonus = 1,
            Status = RefundStatus.Planned,
        };
        var parts = refund.AddParts([(Card("first"), 1), (Card("second"), 1)], due: null);
        parts[0].Fail(FailureReason.CapExceeded);
        parts[1].Status = RefundStatus.Succeeded;

        refund.AddParts([(Card("first"), 1)], due: null)[0].Status = RefundStatus.Succeeded;

        (refund.StoreCreditPaid, refund.BonusPaid).ShouldBe((2, 1));
    }

    private static Payment Card(string reference) =>
        new()
        {
            StorefrontId = "shop",
            Reference = reference,
            Method = "card",
            Currency = "EUR",
        };

    private static IReadOnlyList<long> Over(long amount, long[] rooms) =>
        RefundPlan.Shares(amount, rooms.Select(x => (x, 1L)));
}
