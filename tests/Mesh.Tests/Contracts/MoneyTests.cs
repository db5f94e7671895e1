using System.Globalization;
using AfterSalesMesh.Contracts.Words;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Contracts;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(123456, "EUR", "en", "EUR 1,234.56")]
    [InlineData(5, "EUR", "en", "EUR 0.05")]
    [InlineData(123456, "JPY", "en", "JPY 123,456")]
    [InlineData(123456, "KWD", "en", "KWD 123.456")]
    [InlineData(123456, "EUR", "zh-CN", "EUR 1,234.56")]
    [InlineData(123456, "JPY", "zh-CN", "JPY 123,456")]
    [InlineData(123456, "KWD", "zh-CN", "KWD 123.456")]
    [InlineData(123456, "EUR", "de-DE", "1.234,56 EUR")]
    [InlineData(long.MaxValue, "CNY", "zh-CN", "CNY 92,233,720,368,547,758.07")]
    public void An_amount_has_its_currencys_decimals_and_its_readers_separators(
        long amount,
        string currency,
        string locale,
        string text
    ) => Money.Format(amount, currency, CultureInfo.GetCultureInfo(locale)).Replace('\u00A0', ' ').ShouldBe(text);
}
