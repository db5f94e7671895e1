using System.Text.RegularExpressions;

namespace AfterSalesMesh.ServiceDefaults.Csv;

/// <summary>Numbers as spreadsheets write them into a file.</summary>
public static partial class SpreadsheetNumber
{
    /// <summary>True when a spreadsheet has shortened a long number, for example to <c>1.2E+18</c>: its digits are lost.</summary>
    public static bool IsShortened(string text) => Shortened().IsMatch(text);

    [GeneratedRegex(@"^[0-9]([.,][0-9]+)?E\+[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Shortened();
}
