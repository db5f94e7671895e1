using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Returns.Orders;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class OrderCapTests
{
    private const string Spend = "01a2b3c4-0000-7000-8000-00000000000a";

    [Theory]
    [InlineData("card", "pay")]
    [InlineData("card", "cash:1/pay")]
    [InlineData("cash_on_delivery", "cash")]
    [InlineData("store_credit", "{01A2B3C4-0000-7000-8000-00000000000A}")]
    public void What_left_a_payment_by_other_means_lowers_the_cap_whatever_the_payment_is_called(
        string method,
        string reference
    )
    {
        var payment = new CapturedPayment(reference, method, 3000, Refunded: 100);
        var order = Orders.Of(0, Orders.Line("a", 1, 3000));
        order.Payments = [payment];
        Dictionary<string, long> reductions = new() { [PaymentReference.Of(reference, method, order.Number)] = 2000 };

        new OrderCap(order, reductions).Sum.ShouldBe(900);
    }

    [Fact]
    public void A_payment_that_an_order_names_in_two_spellings_counts_once()
    {
        var order = Orders.Of(0, Orders.Line("a", 1, 3000));
        order.Payments =
        [
            new CapturedPayment(Spend, "store_credit", 1000),
            new CapturedPayment(Spend.ToUpperInvariant(), "store_credit", 1000),
        ];

        new OrderCap(order, new Dictionary<string, long>()).Sum.ShouldBe(1000);
    }
}
