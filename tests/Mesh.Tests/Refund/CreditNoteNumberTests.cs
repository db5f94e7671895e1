using AfterSalesMesh.Refund.CreditNotes;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class CreditNoteNumberTests
{
    [Theory]
    [InlineData("demo", 1, "CN-demo-000001")]
    [InlineData("shop-2-eu", 42, "CN-shop-2-eu-000042")]
    [InlineData("demo", 12345678, "CN-demo-12345678")]
    public void A_number_names_its_storefront_and_place(string storefront, long serial, string number)
    {
        CreditNoteNumber.Of(storefront, serial).ShouldBe(number);

        CreditNoteNumber.TryParse(number, out var shop, out var place).ShouldBeTrue();

        (shop, place).ShouldBe((storefront, serial));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CN-")]
    [InlineData("CN-demo")]
    [InlineData("CN-demo-1")]
    [InlineData("CN-demo-0000001")]
    [InlineData("cn-demo-000001")]
    [InlineData("CN--000001")]
    [InlineData("CN-demo-+00001")]
    [InlineData("CN-demo-99999999999999999999")]
    public void Nothing_else_is_a_number(string text) => CreditNoteNumber.TryParse(text, out _, out _).ShouldBeFalse();
}
