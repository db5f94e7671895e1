namespace AfterSalesMesh.Refund.Settlements.Reading;

/// <summary>How many decimals amounts of a currency have, by ISO 4217.</summary>
internal static class CurrencyDecimals
{
    private static readonly HashSet<string> None =
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ];
    private static readonly HashSet<string> Three = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
    private static readonly HashSet<string> Four = ["CLF", "UYW"];

    public static int Of(string currency) =>
        None.Contains(currency) ? 0
        : Three.Contains(currency) ? 3
        : Four.Contains(currency) ? 4
        : 2;

    /// <summary>Minor units in one unit.</summary>
    public static decimal Scale(string currency) =>
        Of(currency) switch
        {
            0 => 1m,
            2 => 100m,
            3 => 1000m,
            _ => 10_000m,
        };
}
