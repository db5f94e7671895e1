using System.Globalization;
using AfterSalesMesh.Contracts.Words;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Contracts;

public sealed class CurrenciesTests
{
    [Theory]
    [InlineData("EUR", 2, 1)]
    [InlineData("CNY", 2, 1)]
    [InlineData("JPY", 0, 1)]
    [InlineData("UGX", 0, 1)]
    [InlineData("KWD", 3, 10)]
    [InlineData("TND", 3, 10)]
    [InlineData("MGA", 2, 100)]
    public void A_currency_has_decimals_and_a_smallest_payable_amount(string code, int decimals, int payableStep) =>
        Currencies.Find(code).ShouldBe(new Currency(code, decimals, payableStep));

    [Theory]
    [InlineData("XXX")]
    [InlineData("XAU")]
    [InlineData("CLF")]
    [InlineData("HRK")]
    [InlineData("eur")]
    [InlineData("EURO")]
    [InlineData("")]
    [InlineData(null)]
    public void Test_codes_metals_funds_and_unknown_codes_are_not_currencies(string? code) =>
        Currencies.IsKnown(code).ShouldBeFalse();

    [Fact]
    public void Every_currency_that_a_country_uses_today_is_known()
    {
        var used = CultureInfo
            .GetCultures(CultureTypes.SpecificCultures)
            .Where(x => x.Name.Split('-')[^1] is { Length: 2 })
            .Select(x => new RegionInfo(x.Name))
            .Select(x => x.ISOCurrencySymbol)
            .Where(x => x is { Length: 3 } and not "XXX")
            .ToHashSet();

        used.Count.ShouldBeGreaterThan(100);
        // What the operating system still lists and ISO 4217 has withdrawn.
        used.Except(["ANG", "ZWL", "HRK", "SLL", "CUC", "VEF", "MRO", "STD", "BYR", "XDR"])
            .Where(x => !Currencies.IsKnown(x))
            .ShouldBeEmpty();
    }
}
