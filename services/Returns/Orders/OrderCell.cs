using System.Globalization;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.ServiceDefaults.Csv;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>Reads a cell of a file of orders as the JSON value that a program would send.</summary>
internal static class OrderCell
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss",
    ];

    /// <param name="column">The cell's column.</param>
    /// <param name="text">The cell's text, not empty.</param>
    /// <param name="currency">The order's currency; amounts in an unknown one are not read.</param>
    /// <param name="zone">The time zone of times without an offset.</param>
    /// <param name="value">The value; null: the text cannot be read.</param>
    /// <returns>The requirement that is not met; null: none.</returns>
    public static string? Read(OrderColumn column, string text, string currency, TimeZoneInfo zone, out JsonNode? value)
    {
        if (column.Kind == CellKind.Text && ShortenedFlaw(text) is { } flaw)
        {
            value = null;
            return flaw;
        }
        value = column.Kind switch
        {
            CellKind.Whole => Whole(text),
            CellKind.Flag => Flag(text),
            CellKind.Time => Time(text, zone),
            CellKind.Day => IsDay(text) ? text : null,
            CellKind.Amount => Amount(text, currency),
            _ => text,
        };
        return value is not null
            ? null
            : column.Kind switch
            {
                CellKind.Whole => column.Name == "line.quantity"
                    ? "must be a whole number: a quantity counts pieces"
                    : "must be a whole number",
                CellKind.Flag => "must be true or false",
                CellKind.Time => "must be a time like 2026-01-31, 2026-01-31 18:30 or 2026-01-31T18:30:00+01:00",
                CellKind.Day => "must be a day like 2026-01-31",
                _ when Currencies.IsKnown(currency) =>
                    $"must be an amount of {currency} like {Money.Plain(123456, currency)}",
                _ => "cannot be read, because the currency is unknown",
            };
    }

    /// <summary>The requirement that a number shortened by a spreadsheet does not meet; null: the text is none.</summary>
    public static string? ShortenedFlaw(string text) =>
        SpreadsheetNumber.IsShortened(text)
            ? "must have all its digits, which a spreadsheet has shortened: format the column as text, and enter it again"
            : null;

    private static JsonNode? Whole(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static JsonNode? Flag(string text) =>
        text.ToLowerInvariant() switch
        {
            "true" or "yes" or "1" => true,
            "false" or "no" or "0" => false,
            _ => null,
        };

    private static bool IsDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out _);

    private static JsonNode? Time(string text, TimeZoneInfo zone)
    {
        if (DateTime.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, default, out var local))
        {
            var offset = zone.GetUtcOffset(local);
            var ticks = local.Ticks - offset.Ticks;
            var isInCalendar = ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
            return isInCalendar ? new DateTimeOffset(local, offset).ToString("O") : null;
        }
        // The time has an offset: otherwise one of the formats above would have fitted. The year must come first, because day and month
        // could be confused.
        return
            text.Length > 16
            && (text[4], text[7]) == ('-', '-')
            && text[10] is 'T' or 't' or ' '
            && (text[^1] is 'Z' or 'z' || text[16..].AsSpan().ContainsAny('+', '-'))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, default, out var time)
            ? time.ToString("O")
            : null;
    }

    private static JsonNode? Amount(string text, string currency)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (
            !Currencies.IsKnown(currency)
            || text.Length > 25
            || !decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var amount)
        )
        {
            return null;
        }
        amount = Math.Abs(amount) > long.MaxValue / 1000 ? 0.5m : amount * Money.ScaleOf(currency);
        return amount == decimal.Truncate(amount) ? (long)amount : null;
    }
}
