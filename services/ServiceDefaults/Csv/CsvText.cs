using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AfterSalesMesh.ServiceDefaults.Csv;

/// <summary>
/// Texts in CSV files that people open in a spreadsheet. A text that a spreadsheet would run as a formula gets an apostrophe; one that it
/// would reformat as a number or date (<c>0012</c>, 19 digits, <c>1-2</c>) becomes <c>="0012"</c>, which it shows unchanged.
/// </summary>
public static partial class CsvText
{
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";

    // Spreadsheets keep only this many digits of a number.
    private const int MaxDigits = 15;

    // The longest text in a formula.
    private const int MaxInFormula = 255;
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t");

    /// <summary>UTF-8 with a byte order mark, without which spreadsheets expect another encoding.</summary>
    public static readonly System.Text.Encoding Encoding = new System.Text.UTF8Encoding(
        encoderShouldEmitUTF8Identifier: true
    );

    /// <summary>Writes a text as a cell.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var safe =
            StartsLikeFormula(text) || text[0] == '\'' ? $"'{text}"
            : SpreadsheetWouldReformat(text) ? $"=\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>Reads the text of a cell that <see cref="Cell"/> wrote; other cells are returned unchanged.</summary>
    public static string Plain(string cell) =>
        cell is ['=', '"', .. var quoted, '"'] ? quoted.Replace("\"\"", "\"", StringComparison.Ordinal)
        : cell is ['\'', .. var text] && (text is ['\'', ..] || StartsLikeFormula(text)) ? text
        : cell;

    /// <summary>
    /// An id for comparisons, without what encodings and spreadsheets change: in lower case, without characters outside ASCII and a
    /// leading apostrophe or plus; a number also without commas, leading zeros and zeros behind the point.
    /// </summary>
    public static string ComparableId(string? id)
    {
        var text = string.Concat((id ?? "").Where(char.IsAscii)).ToLowerInvariant().TrimStart('\'', '+');
        if (!Number().IsMatch(text))
        {
            return text;
        }
        var parts = text.Replace(",", "", StringComparison.Ordinal).Split('.');
        var fraction = parts is [_, var digits] ? digits.TrimEnd('0') : "";
        return $"{parts[0].TrimStart('0')}.{fraction}";
    }

    private static bool StartsLikeFormula(string text)
    {
        // Spreadsheets may drop invisible characters at the start.
        var start = text.AsSpan();
        while (start.Length > 0 && IsInvisible(start[0]) && !FormulaStarts.Contains(start[0]))
        {
            start = start[1..];
        }
        return start.Length > 0 && FormulaStarts.Contains(start[0]);
    }

    private static bool IsInvisible(char x) =>
        char.IsWhiteSpace(x) || char.IsControl(x) || char.GetUnicodeCategory(x) == UnicodeCategory.Format;

    private static bool SpreadsheetWouldReformat(string text)
    {
        if (text.Length > MaxInFormula)
        {
            return false;
        }
        var isWholeNumber = text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
        return isWholeNumber
            ? text.Length > MaxDigits || (text[0] == '0' && text.Length > 1)
            : LooksLikeNumber().IsMatch(text) || LooksLikeDateOrTruth().IsMatch(text);
    }

    // Matches also 1-2, 3/4, 12E5, 12:30 PM and 50%.
    [GeneratedRegex(@"^[.,]?[0-9][-0-9.,:/+ %e]*[ap]?m?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeNumber();

    [GeneratedRegex(
        @"^(true|false|[0-9]{1,4}[-/. ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}([-/. ,]+[0-9]{1,4})?|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-/. ,]*[0-9]{1,4}([-/. ,]+[0-9]{1,4})?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex LooksLikeDateOrTruth();

    [GeneratedRegex(@"^[0-9][0-9,]*(\.[0-9]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
