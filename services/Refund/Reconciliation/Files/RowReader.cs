using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>Makes rows of records; one for each file, as rows without an id of their own are told apart by how often they come.</summary>
internal sealed class RowReader(SettlementFormat format, ColumnMap columns, char delimiter)
{
    public const int MaxText = 200;

    private readonly char _decimal =
        format.Decimal is { Length: 1 } said ? said[0]
        : delimiter == ';' ? ','
        : '.';
    private readonly Dictionary<UInt128, int> _told = [];
    private readonly List<string> _flaws = [];

    /// <returns>The row, or what is wrong with it, or neither: it is none of our business.</returns>
    public (SettledRow? Row, string? Flaw) Read(IReadOnlyList<string> fields, long line)
    {
        _flaws.Clear();
        var said = columns.Of(fields, "type");
        var type = RowType.Refund;
        if (said.Length > 0 && !format.Types.TryGetValue(said, out type!))
        {
            return (null, null);
        }
        var currency = Currency("currency", columns.CurrencyOf(fields), null);
        var settledCurrency = Currency("settledCurrency", columns.Of(fields, "settledCurrency"), currency);
        var (reference, refund) = (Text(fields, "reference"), Text(fields, "refund"));
        var isOurs = Guid.TryParse(reference, out var part);
        if (reference is null && refund is null && type != RowType.Fee)
        {
            _flaws.Add("it has no reference");
        }
        var row = new SettledRow
        {
            Line = line,
            Key = "",
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
        return _flaws.Count > 0 ? (null, string.Join("; ", _flaws)) : (row with { Key = Key(fields) }, null);
    }

    private string Key(IReadOnlyList<string> fields)
    {
        if (Text(fields, "line") is { } line)
        {
            return $"line:{line}";
        }
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001F', fields)));
        var equal = new UInt128(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
        _told[equal] = _told.GetValueOrDefault(equal) + 1;
        return $"hash:{Convert.ToHexStringLower(hash)}:{_told[equal]}";
    }

    private string Currency(string column, string text, string? otherwise)
    {
        var said = text.ToUpperInvariant();
        if (said.Length == 0 && otherwise is not null)
        {
            return otherwise;
        }
        if (said.Length != 3 || !said.All(char.IsAsciiLetterUpper))
        {
            _flaws.Add($"{column} '{Short(said)}' is no currency of ISO 4217");
            return "XXX";
        }
        return said;
    }

    private string? Text(IReadOnlyList<string> fields, string column)
    {
        var said = columns.Of(fields, column);
        if (said.Length > MaxText || said.Any(char.IsControl))
        {
            _flaws.Add($"{column} must have {MaxText} characters at most, none of them a control character");
            return null;
        }
        return said.Length == 0 ? null : said;
    }

    private long? Amount(IReadOnlyList<string> fields, string column, string currency)
    {
        var said = columns.Of(fields, column);
        if (said.Length == 0)
        {
            return null;
        }
        var decimals = Money.DecimalsOf(currency);
        if (AmountText.TryMinor(said, _decimal, format.MinorUnits ? 0 : decimals, out var minor))
        {
            return minor;
        }
        _flaws.Add($"{column} '{Short(said)}' is no amount in {currency}");
        return null;
    }

    private decimal? Rate(IReadOnlyList<string> fields)
    {
        var said = columns.Of(fields, "rate");
        if (said.Length == 0)
        {
            return null;
        }
        if (AmountText.TryDecimal(said, _decimal, 28, out var rate) && rate is > 0.000001m and < 1_000_000m)
        {
            return rate;
        }
        _flaws.Add($"rate '{Short(said)}' is no rate");
        return null;
    }

    private DateTimeOffset At(string said)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var culture = CultureInfo.InvariantCulture;
        var isTime = format.Time is null
            // What does not begin with a year could be a day first or a month first.
            ? DateTimeOffset.TryParse(said, culture, Utc, out var at) && said.Length >= 10 && said[4] == '-'
            : DateTimeOffset.TryParseExact(said, format.Time, culture, Utc, out at);
        if (!isTime || at.Year is < 2000 or > 2200)
        {
            _flaws.Add($"at '{Short(said)}' is no time, for example {format.Time ?? "2026-01-31T12:00:00Z"}");
        }
        // As fine as every database keeps it, so that a row is known again.
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
    }

    private static string Short(string said) => said.Length > 40 ? $"{said[..40]}…" : said;
}
