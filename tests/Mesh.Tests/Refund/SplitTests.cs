using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class SplitTests
{
    [Fact]
    public void The_first_payment_takes_all_that_it_can() => Split.Over(100, [100, 50]).ShouldBe([100, 0]);

    [Fact]
    public void What_the_first_payment_cannot_take_goes_to_the_next() =>
        Split.Over(120, [100, 0, 50]).ShouldBe([100, 0, 20]);

    [Fact]
    public void More_than_all_payments_can_take_is_not_split() => Split.Over(151, [100, 50]).ShouldBeNull();

    [Fact]
    public void Without_payments_nothing_can_be_paid_back() => Split.Over(1, []).ShouldBeNull();

    [Fact]
    public void The_largest_amounts_do_not_overflow()
    {
        Split.Over(long.MaxValue, [long.MaxValue - 1, long.MaxValue]).ShouldBe([long.MaxValue - 1, 1]);
        Split.Over(long.MaxValue, [long.MaxValue - 1, 0]).ShouldBeNull();
    }
}
