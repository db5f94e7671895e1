using AfterSalesMesh.ServiceDefaults.Csv;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>The columns of a file, found in its header row.</summary>
internal sealed class ColumnMap
{
    /// <summary>
    /// Our names of columns. <c>line</c> is the provider's id of the row, <c>reference</c> our part's id, <c>refund</c> the provider's id of
    /// the refund. <c>gross</c> is in <c>currency</c>, <c>fee</c> and <c>net</c> are in <c>settledCurrency</c>; <c>rate</c> is the amount
    /// of the latter for one of the former.
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

    /// <summary>Finds the columns in a file's header row.</summary>
    /// <returns>The reason why the file cannot be read; null: it can.</returns>
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
        var twice = format
            .Columns.Values.SelectMany(x =>
                x.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
            .FirstOrDefault(x => columns.Count(y => string.Equals(x, y, StringComparison.OrdinalIgnoreCase)) > 1);
        if (twice is not null)
        {
            return $"The header row has the column {twice} twice.";
        }
        var missing = Needed.Where(x => !found.Has(x)).Select(x => Describe(format, x)).ToList();
        if (!map.Has("gross") && !map.Has("net"))
        {
            missing.Add($"{Describe(format, "gross")} or {Describe(format, "net")}");
        }
        return missing.Count == 0
            ? null
            : $"The header row lacks the columns {string.Join(", ", missing)}; it has {string.Join(", ", columns.Take(30))}.";
    }

    public bool Has(string name) => _places.ContainsKey(name);

    /// <summary>The text of a row in a column, from the first of its alternatives that is not empty; empty if all are.</summary>
    public string Of(IReadOnlyList<string> fields, string name) =>
        _places.GetValueOrDefault(name, []).Select(x => At(fields, x)).FirstOrDefault(x => x.Length > 0) ?? "";

    /// <summary>The currency of a row; where a file has several gross and currency columns, the one that belongs to the gross used.</summary>
    public string CurrencyOf(IReadOnlyList<string> fields)
    {
        var (amounts, currencies) = (_places.GetValueOrDefault("gross", []), _places.GetValueOrDefault("currency", []));
        var one = Array.FindIndex(amounts, x => At(fields, x).Length > 0);
        var currency = one >= 0 && amounts.Length == currencies.Length ? At(fields, currencies[one]) : "";
        return currency.Length > 0 ? currency : Of(fields, "currency");
    }

    // The file may be one of our exports that was opened in a spreadsheet.
    private static string At(IReadOnlyList<string> fields, int place) =>
        place < 0 ? "" : CsvText.Plain(fields[place].Trim()).Trim();

    private static string Describe(SettlementFormat format, string name) =>
        format.Columns.TryGetValue(name, out var theirs)
            ? theirs
            : $"for {name}, which the provider's format does not name";
}
