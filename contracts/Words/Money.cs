using System.Globalization;

namespace AfterSalesMesh.Contracts.Words;

/// <summary>Writes amounts of money for people and programs. An amount is a whole number of minor units of a currency.</summary>
public static class Money
{
    /// <summary>How many digits of an amount in minor units are after the decimal point.</summary>
    /// <exception cref="ArgumentException">The code is not in <see cref="Currencies"/>.</exception>
    public static int DecimalsOf(string currency) =>
        Currencies.Find(currency)?.Decimals
        ?? throw new ArgumentException($"'{currency}' is not a currency of ISO 4217.", nameof(currency));

    /// <summary>How many minor units make one unit of the currency, for example 100 for EUR.</summary>
    public static decimal ScaleOf(string currency) =>
        DecimalsOf(currency) switch
        {
            0 => 1m,
            2 => 100m,
            _ => 1000m,
        };

    /// <summary>With the currency's code, for example <c>EUR 1,234.56</c>: symbols such as "$" and "¥" name several currencies.</summary>
    /// <param name="amount">Minor units.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="culture">How the reader writes numbers.</param>
    public static string Format(long amount, string currency, CultureInfo culture)
    {
        var number = Number(amount, currency, culture);
        var codeFirst = culture.NumberFormat.CurrencyPositivePattern is 0 or 2;
        return codeFirst ? $"{currency}\u00A0{number}" : $"{number}\u00A0{currency}";
    }

    /// <summary>For programs: <c>1234.56</c>.</summary>
    public static string Plain(long amount, string currency) =>
        (amount / ScaleOf(currency)).ToString($"F{DecimalsOf(currency)}", CultureInfo.InvariantCulture);

    /// <summary>Without the currency: <c>1,234.56</c>.</summary>
    public static string Number(long amount, string currency, CultureInfo culture) =>
        (amount / ScaleOf(currency)).ToString($"N{DecimalsOf(currency)}", culture);
}
