using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
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
    public void What_is_left_is_captured_less_refunded_elsewhere_less_committed(
        long captured,
        long elsewhere,
        long committed,
        long left
    ) => Of(captured, elsewhere, committed).Room("EUR").ShouldBe(left);

    [Fact]
    public void Nothing_is_left_in_another_currency() => Of(100, 0, 0).Room("USD").ShouldBe(0);

    [Theory]
    [InlineData(80, 10, 80, 10)]
    [InlineData(120, 0, 100, 5)]
    public void The_least_captured_and_the_most_refunded_elsewhere_count(
        long captured,
        long refunded,
        long counted,
        long elsewhere
    )
    {
        var payment = Of(100, 5, 0);

        payment.Hear(new CapturedPayment("p-1", "card", captured, refunded));

        (payment.Captured, payment.RefundedElsewhere).ShouldBe((counted, elsewhere));
    }

    private static Payment Of(long captured, long elsewhere, long committed) =>
        new()
        {
            StorefrontId = "shop",
            Reference = "p-1",
            Currency = "EUR",
            Captured = captured,
            RefundedElsewhere = elsewhere,
            Committed = committed,
        };
}
