using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Csv;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>Reads the rows of one file. Counts equal rows without an id, to distinguish them.</summary>
/// <param name="format">The provider's format.</param>
/// <param name="columns">The file's columns.</param>
/// <param name="maxWithoutId">The different rows without an id that are remembered to count their equals.</param>
internal sealed class RowReader(SettlementFormat format, ColumnMap columns, int maxWithoutId = RowReader.MaxWithoutId)
{
    public const int MaxText = 200;

    /// <summary>Remembering them takes 100 MB.</summary>
    public const int MaxWithoutId = 1_000_000;

    private const int MaxUnknownTypes = 5;

    private readonly AmountReader _amounts = new(format.Decimal?[0]);
    private readonly Dictionary<UInt128, int> _equalRows = [];
    private readonly List<string> _flaws = [];
    private readonly List<string> _unknownTypes = [];

    /// <summary>True when a row had a type that the format names, even one that does not concern us.</summary>
    public bool HasKnownType { get; private set; }

    /// <summary>The first unknown types, which the format does not name.</summary>
    public IReadOnlyList<string> UnknownTypes => _unknownTypes;

    /// <returns>The row, or its error; neither: the row does not concern us.</returns>
    public (ParsedRow? Row, string? Flaw) Read(IReadOnlyList<string> fields, long line)
    {
        _flaws.Clear();
        var word = columns.Of(fields, "type");
        var type = RowType.Refund;
        if (fields.Any(x => x.Contains(FileEncoding.Undecodable)))
        {
            return (
                null,
                "it has bytes that are not text in the file's encoding: name it with Content-Type: text/csv; charset=…"
            );
        }
        if (word.Length > 0 && !format.Types.TryGetValue(word, out type!))
        {
            AddUnknown(word);
            return (null, null);
        }
        HasKnownType = true;
        if (type == RowType.Other)
        {
            return (null, null);
        }
        var currency = Currency("currency", columns.CurrencyOf(fields), null);
        var settledCurrency = Currency("settledCurrency", columns.Of(fields, "settledCurrency"), currency);
        if (_flaws.Count > 0)
        {
            // An amount cannot be read without its currency.
            return (null, string.Join("; ", _flaws));
        }
        var (reference, refund) = (Text(fields, "reference"), Text(fields, "refund"));
        var isOurs = Guid.TryParse(reference, out var part);
        if (reference is null && refund is null && type != RowType.Fee)
        {
            _flaws.Add("it has no reference");
        }
        var row = new ParsedRow
        {
            Line = line,
            Key = "",
            ContentHash = "",
            Type = type,
            PartId = isOurs ? part : null,
            ProviderRefund = refund ?? (isOurs ? null : reference),
            Payment = Text(fields, "payment"),
            Currency = currency,
            SettledCurrency = settledCurrency,
            Rate = Rate(fields),
            At = At(columns.Of(fields, "at")),
        };
        row = RowAmounts.Of(
            row,
            Amount(fields, "gross", currency),
            Amount(fields, "fee", settledCurrency),
            Amount(fields, "net", settledCurrency),
            format.MoneyOut == SettlementFormat.Negative,
            _flaws
        );
        var contentHash = ContentHash(row);
        // Rows that cannot be read are not remembered: a file may have millions.
        var key = _flaws.Count > 0 ? "" : Key(fields, contentHash);
        return _flaws.Count > 0
            ? (null, string.Join("; ", _flaws))
            : (row with { ContentHash = contentHash, Key = key }, null);
    }

    private void AddUnknown(string type)
    {
        if (_unknownTypes.Count < MaxUnknownTypes && !_unknownTypes.Contains(type))
        {
            _unknownTypes.Add(Short(type));
        }
    }

    /// <summary>
    /// The row's id; without an id, the row's content. The content ignores other columns, their order, and what an encoding or a
    /// spreadsheet changes.
    /// </summary>
    private string Key(IReadOnlyList<string> fields, string contentHash)
    {
        if (Text(fields, "line") is { } line)
        {
            return ParsedRow.KeyOf(line);
        }
        var equal = UInt128.Parse(
            contentHash.AsSpan(0, 32),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture
        );
        var number = _equalRows.GetValueOrDefault(equal) + 1;
        if (number == 1 && _equalRows.Count == maxWithoutId)
        {
            _flaws.Add(
                $"the file has more than {maxWithoutId} different rows without an id: put this one and those after it into another file"
            );
            return "";
        }
        _equalRows[equal] = number;
        return ParsedRow.KeyOf(contentHash, number);
    }

    private static string ContentHash(ParsedRow row) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content(row))));

    private static string Content(ParsedRow row) =>
        string.Join(
            '\u001F',
            row.Type,
            row.PartId,
            CsvText.ComparableId(row.ProviderRefund),
            CsvText.ComparableId(row.Payment),
            row.Gross,
            row.Currency,
            row.Fee,
            row.Net,
            row.SettledCurrency,
            row.At.UtcTicks
        );

    private string Currency(string column, string text, string? otherwise)
    {
        var code = text.ToUpperInvariant();
        if (code.Length == 0 && otherwise is not null)
        {
            return otherwise;
        }
        if (!Currencies.IsKnown(code))
        {
            _flaws.Add($"{column} '{Short(code)}' is not a currency of ISO 4217");
            return "XXX";
        }
        return code;
    }

    private string? Text(IReadOnlyList<string> fields, string column)
    {
        var text = RequestText.Normalize(columns.Of(fields, column));
        if (text.Length > MaxText || !RequestText.IsIdentifier(text))
        {
            _flaws.Add(
                $"{column} must have {MaxText} characters at most, none of them a control or invisible character, with single spaces at most"
            );
            return null;
        }
        if (SpreadsheetNumber.IsShortened(text))
        {
            _flaws.Add($"{column} '{text}' was shortened by a spreadsheet: upload the file as the provider made it");
            return null;
        }
        return text.Length == 0 ? null : text;
    }

    private long? Amount(IReadOnlyList<string> fields, string column, string currency)
    {
        var text = columns.Of(fields, column);
        if (text.Length == 0)
        {
            return null;
        }
        var decimals = format.MinorUnits ? 0 : Money.DecimalsOf(currency);
        if (_amounts.Read(text, decimals, out var minor) is not { } flaw)
        {
            return minor;
        }
        _flaws.Add($"{column} '{Short(text)}' {flaw} ({currency})");
        return null;
    }

    private decimal? Rate(IReadOnlyList<string> fields)
    {
        var text = columns.Of(fields, "rate");
        if (text.Length == 0)
        {
            return null;
        }
        if (_amounts.ReadDecimal(text, 28, out var rate) is { } flaw)
        {
            _flaws.Add($"rate '{Short(text)}' {flaw}");
            return null;
        }
        if (rate is > 0.000001m and < 1_000_000m)
        {
            return rate;
        }
        _flaws.Add($"rate '{Short(text)}' is not an exchange rate");
        return null;
    }

    private DateTimeOffset At(string text)
    {
        if (!FileTime.TryParse(text, format, out var at))
        {
            _flaws.Add(
                $"at '{Short(text)}' is not a time with an offset, for example {format.Time ?? "2026-01-31T12:00:00Z"}"
            );
        }
        // Cut to milliseconds, which every database stores, so that the row is recognized.
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
    }

    private static string Short(string text) => text.Length > 40 ? $"{text[..40]}…" : text;
}
