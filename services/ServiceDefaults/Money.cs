using System.Collections.Frozen;
using System.Globalization;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>Minor units, and amounts as people read them.</summary>
public static class Money
{
    private const int UsualDecimals = 2;

    // ISO 4217: the currencies whose minor unit is not a hundredth.
    private static readonly FrozenDictionary<string, int> Decimals = new (int Decimals, string Codes)[]
    {
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    }
        .SelectMany(x => x.Codes.Split(' ').Select(code => KeyValuePair.Create(code, x.Decimals)))
        .ToFrozenDictionary();

    /// <summary>How many digits of an amount in minor units stand behind the point, by ISO 4217.</summary>
    public static int DecimalsOf(string currency) => Decimals.GetValueOrDefault(currency, UsualDecimals);

    /// <summary>Minor units in one unit.</summary>
    public static decimal ScaleOf(string currency) =>
        DecimalsOf(currency) switch
        {
            0 => 1m,
            2 => 100m,
            3 => 1000m,
            _ => 10_000m,
        };

    /// <summary>The code and not a symbol: "$" and "¥" are several currencies each.</summary>
    /// <param name="amount">Minor units.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="culture">How the reader writes numbers.</param>
    public static string Format(long amount, string currency, CultureInfo culture)
    {
        var number = Number(amount, currency, culture);
        var codeFirst = culture.NumberFormat.CurrencyPositivePattern is 0 or 2;
        return codeFirst ? $"{currency}\u00A0{number}" : $"{number}\u00A0{currency}";
    }

    /// <summary>As programs read it: <c>12.34</c>.</summary>
    public static string Plain(long amount, string currency) =>
        (amount / ScaleOf(currency)).ToString($"F{DecimalsOf(currency)}", CultureInfo.InvariantCulture);

    /// <summary>The number alone, for where the currency stands beside.</summary>
    public static string Number(long amount, string currency, CultureInfo culture) =>
        (amount / ScaleOf(currency)).ToString($"N{DecimalsOf(currency)}", culture);
}
