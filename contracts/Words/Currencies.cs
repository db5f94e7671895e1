using System.Collections.Frozen;

namespace AfterSalesMesh.Contracts.Words;

/// <summary>
/// The currencies that people pay in: ISO 4217, list one of 2026, without funds, precious metals and test codes; and the
/// Bulgarian lev, in which orders were paid before 2026.
/// </summary>
public static class Currencies
{
    private const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
        + "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD "
        + "KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK "
        + "NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
        + "TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    private static readonly FrozenDictionary<string, Currency> ByCode = Group(0, 1, "BIF CLP DJF GNF ISK JPY KMF KRW")
        .Concat(Group(0, 1, "PYG RWF UGX VND VUV XAF XOF XPF"))
        .Concat(Group(2, 1, TwoDecimals))
        // The ariary's only coin is a fifth of it, but providers pay whole ariaries only.
        .Concat(Group(2, 100, "MGA"))
        // Card networks accept only two of the three decimals.
        .Concat(Group(3, 10, "BHD IQD JOD KWD LYD OMR TND"))
        .ToFrozenDictionary(x => x.Code, StringComparer.Ordinal);

    /// <summary>All currencies, in no particular order.</summary>
    public static IReadOnlyCollection<Currency> All => ByCode.Values;

    /// <summary>The currency of a code, for example <c>EUR</c> (capital letters); null when there is none.</summary>
    public static Currency? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <summary>True for the code of a currency (capital letters).</summary>
    public static bool IsKnown(string? code) => Find(code) is not null;

    private static IEnumerable<Currency> Group(int decimals, int payableStep, string codes) =>
        codes.Split(' ').Select(code => new Currency(code, decimals, payableStep));
}
