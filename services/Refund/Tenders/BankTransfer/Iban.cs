using System.Globalization;
using System.Text;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>International bank account numbers, ISO 13616.</summary>
internal static class Iban
{
    private const string Label = "IBAN";

    /// <summary>Without blanks, hyphens, invisible characters and the word IBAN, which often come along when it is pasted.</summary>
    public static string Normalize(string text)
    {
        var compact = AccountText.Normalize(text).Replace(" ", "").Replace("-", "").ToUpperInvariant();
        return compact.StartsWith(Label, StringComparison.Ordinal) ? compact[Label.Length..].TrimStart(':') : compact;
    }

    /// <summary>
    /// Checks the form and the check digits: with its first four characters moved to the end, and letters as numbers, it is 1 modulo 97.
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
        // Banks give out 02 to 98 only; 00, 01 and 99 would also be 1 modulo 97.
        return rest == 1 && iban[2..4] is not ("00" or "01" or "99");
    }
}

/// <summary>Cleans account numbers that people paste.</summary>
internal static class AccountText
{
    /// <summary>Makes blanks spaces, dashes hyphens and full-width digits digits, and removes invisible characters.</summary>
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
