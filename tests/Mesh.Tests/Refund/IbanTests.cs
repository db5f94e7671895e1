using AfterSalesMesh.Refund.Tenders.BankTransfer;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class IbanTests
{
    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("gb82west12345698765432")]
    [InlineData("NO93 8601 1117 947")]
    [InlineData("MT84MALT011000012345MTLCAST001S")]
    public void An_IBAN_is_known_by_its_check_digits(string text) => Iban.IsValid(Iban.Of(text)).ShouldBeTrue();

    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 01")]
    [InlineData("DE98 3704 0044 0532 0130 00")]
    [InlineData("DE89 3704 0044 0532 0310 00")]
    [InlineData("DE")]
    [InlineData("")]
    [InlineData("DE89-3704-0044-0532-0130-00")]
    [InlineData("DE8937040044053201300０")]
    [InlineData("1234567890123456")]
    public void One_that_is_mistyped_is_none(string text) => Iban.IsValid(Iban.Of(text)).ShouldBeFalse();
}
