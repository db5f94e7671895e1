using System.Globalization;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Warehouse;

/// <summary>Brings codes that scanners read and people type to one form.</summary>
internal static class Codes
{
    public const int MaxLength = 200;

    /// <summary>Without surrounding blanks, and without the control and invisible characters that scanners and web pages add.</summary>
    public static string Clean(string code) =>
        string.Concat(code.Where(x => !char.IsControl(x) && char.GetUnicodeCategory(x) != UnicodeCategory.Format))
            .Trim();

    public static void Code(this Checks checks, string code, string where) =>
        checks.That(
            code.Length <= MaxLength && Clean(code).Length > 0,
            where,
            $"must be a code of 1 to {MaxLength} characters"
        );

    /// <summary>
    /// The form in which RMA and tracking numbers are compared: letters and digits only, in upper case, with the letters
    /// that are mistaken for digits (O, I, L) as those digits.
    /// </summary>
    public static string Key(string number) =>
        string.Concat(
            number
                .Where(char.IsLetterOrDigit)
                .Select(char.ToUpperInvariant)
                .Select(x =>
                    x switch
                    {
                        'O' => '0',
                        'I' or 'L' => '1',
                        _ => x,
                    }
                )
        );

    /// <summary>The <see cref="Key"/> of a number; null where there is none.</summary>
    public static string? KeyOrNull(string? number) => Key(number ?? "") is { Length: > 0 } key ? key : null;

    /// <summary>A GTIN without leading zeros, which is the same for 8, 12, 13 and 14 digits; null when it is no GTIN.</summary>
    public static string? GtinKey(string? code) =>
        code?.TrimStart('0') is { Length: >= 1 and <= 14 } digits && digits.All(char.IsAsciiDigit) ? digits : null;
}
