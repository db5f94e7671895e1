using System.Buffers;
using System.Globalization;
using AfterSalesMesh.Refund.Settlements.Reading;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Closing;

/// <summary>Cells of a CSV file that people open in a spreadsheet.</summary>
internal static class CsvText
{
    private const string Formula = "=+-@\t\r\n＝＋－＠";
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t");

    /// <summary>A text stays one: what a spreadsheet would take for a formula gets an apostrophe before it.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var safe = Formula.Contains(text[0]) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>A number stays one, minus and all.</summary>
    public static string Amount(long minor, string currency) =>
        (minor / Money.ScaleOf(currency)).ToString($"F{Money.DecimalsOf(currency)}", CultureInfo.InvariantCulture);
}
