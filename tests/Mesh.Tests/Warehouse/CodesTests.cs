using AfterSalesMesh.Warehouse;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class CodesTests
{
    [Theory]
    [InlineData("r-7k3m-9qx2-t")]
    [InlineData("R 7K3M 9QX2 T")]
    [InlineData("  r7k3m9qx2t\r\n")]
    [InlineData("R–7K3M–9QX2–T")]
    public void An_RMA_number_is_recognised_in_every_spelling(string written) =>
        Codes.Key(written).ShouldBe(Codes.Key("R-7K3M-9QX2-T"));

    [Fact]
    public void Letters_that_are_mistaken_for_digits_compare_as_those_digits() =>
        Codes.Key("ro1l-i0o").ShouldBe("R011100");

    [Fact]
    public void Blanks_and_invisible_characters_are_removed_from_a_code() =>
        Codes.Clean(" \u001d4006381333931\u0000\r\n").ShouldBe("4006381333931");

    [Theory]
    [InlineData("036000291452")]
    [InlineData("0036000291452")]
    [InlineData("00036000291452")]
    public void A_GTIN_is_the_same_in_12_13_and_14_digits(string gtin) => Codes.GtinKey(gtin).ShouldBe("36000291452");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("12345A")]
    [InlineData("123456789012345")]
    public void A_code_that_is_no_GTIN_has_no_GTIN_key(string? code) => Codes.GtinKey(code).ShouldBeNull();
}
