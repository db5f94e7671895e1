using System.Globalization;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Warehouse;

/// <summary>Normalizes codes that scanners read and people type.</summary>
internal static class Codes
{
    public const int MaxLength = 200;

    /// <summary>Removes surrounding spaces, and the control and invisible characters that scanners and web pages add.</summary>
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
    /// that are mistaken for digits (O, I, L) replaced by those digits.
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

    /// <summary>The <see cref="Key"/> of a number; null when it would be empty.</summary>
    public static string? KeyOrNull(string? number) => Key(number ?? "") is { Length: > 0 } key ? key : null;

    /// <summary>A GTIN without leading zeros, so that the same GTIN with 8, 12, 13 or 14 digits is equal; null when the code is not a GTIN.</summary>
    public static string? GtinKey(string? code) =>
        code?.TrimStart('0') is { Length: >= 1 and <= 14 } digits && digits.All(char.IsAsciiDigit) ? digits : null;
}
