using AfterSalesMesh.Refund.Ledger;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>Where a file has what we look for, by its first line.</summary>
internal sealed class ColumnMap
{
    /// <summary>
    /// What a file may say: its own id of the line; our part's id or the provider's of the refund (<c>reference</c>,
    /// <c>refund</c>); the payment;
    /// what it is about; the amount and its currency; what the provider took; what left or reached the account, and in which currency;
    /// how much of that one is for one of the other; when.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "line",
        "reference",
        "refund",
        "payment",
        "type",
        "gross",
        "fee",
        "net",
        "currency",
        "settledCurrency",
        "rate",
        "at",
    ];

    private static readonly string[] Needed = ["reference", "currency", "at"];
    private readonly Dictionary<string, int[]> _places = new(StringComparer.Ordinal);

    private ColumnMap() { }

    /// <param name="format">The provider's.</param>
    /// <param name="header">The file's first line.</param>
    /// <param name="map">Where things are.</param>
    /// <returns>Why the file can't be read, or null.</returns>
    public static string? Read(SettlementFormat format, IReadOnlyList<string> header, out ColumnMap map)
    {
        var found = map = new ColumnMap();
        var columns = header.Select(x => x.Trim()).ToList();
        foreach (var name in Names)
        {
            if (!format.Columns.TryGetValue(name, out var theirs))
            {
                continue;
            }
            var places = theirs
                .Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(x => columns.FindIndex(y => string.Equals(x, y, StringComparison.OrdinalIgnoreCase)))
                .ToArray();
            if (places.Any(x => x >= 0))
            {
                map._places[name] = places;
            }
        }
        var missing = Needed.Where(x => !found.Has(x)).Select(x => Describe(format, x)).ToList();
        if (!map.Has("gross") && !map.Has("net"))
        {
            missing.Add($"{Describe(format, "gross")} or {Describe(format, "net")}");
        }
        return missing.Count == 0
            ? null
            : $"The first line must name the columns {string.Join(", ", missing)}; it names {string.Join(", ", columns.Take(30))}.";
    }

    public bool Has(string name) => _places.ContainsKey(name);

    /// <summary>What a row says there; empty where it says nothing.</summary>
    public string Of(IReadOnlyList<string> fields, string name)
    {
        foreach (var place in _places.GetValueOrDefault(name, []))
        {
            if (At(fields, place) is { Length: > 0 } said)
            {
                return said;
            }
        }
        return "";
    }

    /// <summary>The currency of the column from which the amount is, where a file has several of both.</summary>
    public string CurrencyOf(IReadOnlyList<string> fields)
    {
        var (amounts, currencies) = (_places.GetValueOrDefault("gross", []), _places.GetValueOrDefault("currency", []));
        var one = Array.FindIndex(amounts, x => At(fields, x).Length > 0);
        var said = one >= 0 && amounts.Length == currencies.Length ? At(fields, currencies[one]) : "";
        return said.Length > 0 ? said : Of(fields, "currency");
    }

    private static string At(IReadOnlyList<string> fields, int place)
    {
        if (place < 0)
        {
            return "";
        }
        // It may have been through a spreadsheet, or be an export of ours.
        return CsvText.Plain(fields[place].Trim()).Trim();
    }

    private static string Describe(SettlementFormat format, string name) =>
        format.Columns.TryGetValue(name, out var theirs)
            ? theirs
            : $"for {name}, which the provider's format does not name";
}
