using AfterSalesMesh.Refund.Tenders.Stripe;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class StripeAmountTests
{
    [Theory]
    [InlineData(1234, "EUR", 1234)]
    [InlineData(500, "JPY", 500)]
    [InlineData(500, "XOF", 500)]
    [InlineData(1045, "HUF", 1045)]
    [InlineData(80045, "TWD", 80045)]
    [InlineData(5, "ISK", 500)]
    [InlineData(5, "UGX", 500)]
    [InlineData(500, "MGA", 5)]
    [InlineData(5120, "KWD", 5120)]
    [InlineData(5120, "TND", 5120)]
    public void Amounts_are_converted_to_Stripes_minor_units_and_back(long amount, string currency, long stripes)
    {
        StripeAmount.Of(amount, currency).ShouldBe(stripes);
        StripeAmount.FromStripe(stripes, currency).ShouldBe(amount);
    }

    [Theory]
    [InlineData(5124, "KWD")]
    [InlineData(1, "BHD")]
    [InlineData(150, "MGA")]
    [InlineData(long.MaxValue, "ISK")]
    public void An_amount_that_Stripe_can_not_express_is_null(long amount, string currency) =>
        StripeAmount.Of(amount, currency).ShouldBeNull();
}
