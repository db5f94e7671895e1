using System.Globalization;
using System.Text;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>International bank account numbers, ISO 13616.</summary>
internal static class Iban
{
    private const string Label = "IBAN";

    /// <summary>As banks keep it: without the blanks, hyphens and invisible characters that come along when it is pasted.</summary>
    public static string Normalize(string text)
    {
        var compact = AccountText.Normalize(text).Replace(" ", "").Replace("-", "").ToUpperInvariant();
        return compact.StartsWith(Label, StringComparison.Ordinal) ? compact[Label.Length..].TrimStart(':') : compact;
    }

    /// <summary>
    /// Whether its check digits fit: with its first four characters behind the others, and letters as numbers, it is 1 modulo 97.
    /// </summary>
    public static bool IsValid(string iban)
    {
        if (
            iban.Length is < 15 or > 34
            || !iban.All(x => char.IsAsciiDigit(x) || char.IsAsciiLetterUpper(x))
            || !iban[..2].All(char.IsAsciiLetterUpper)
            || !iban[2..4].All(char.IsAsciiDigit)
        )
        {
            return false;
        }
        var rest = 0;
        foreach (var character in iban[4..] + iban[..4])
        {
            rest = char.IsAsciiDigit(character)
                ? (rest * 10 + character - '0') % 97
                : (rest * 100 + character - 'A' + 10) % 97;
        }
        // 00, 01 and 99 are congruent with check digits that are given.
        return rest == 1 && iban[2..4] is not ("00" or "01" or "99");
    }
}

/// <summary>Account numbers as people paste them.</summary>
internal static class AccountText
{
    /// <summary>
    /// Every blank is a space, every hyphen or dash a hyphen, full-width digits are digits, and invisible characters are gone.
    /// </summary>
    public static string Normalize(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var x in text.Normalize(NormalizationForm.FormKC))
        {
            var category = char.GetUnicodeCategory(x);
            if (char.IsWhiteSpace(x))
            {
                plain.Append(' ');
            }
            else if (category == UnicodeCategory.DashPunctuation || x == '\u2212')
            {
                plain.Append('-');
            }
            else if (category is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                plain.Append(x);
            }
        }
        return plain.ToString().Trim();
    }
}
