using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>International bank account numbers, ISO 13616.</summary>
internal static partial class Iban
{
    /// <summary>The lengths in the registry of SWIFT, by country.</summary>
    private static readonly FrozenDictionary<string, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 "
        + "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 "
        + "LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 "
        + "SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
    )
        .Split(' ')
        .ToFrozenDictionary(x => x[..2], x => int.Parse(x[2..], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Removes what is often pasted with an IBAN: spaces, punctuation, invisible characters and the word IBAN.</summary>
    public static string Normalize(string text) =>
        Label().Replace(Punctuation().Replace(AccountText.Normalize(text), "").ToUpperInvariant(), "");

    /// <summary>
    /// Checks country, length and check digits: with the first four characters moved to the end and letters replaced by numbers, the IBAN must be 1
    /// modulo 97.
    /// </summary>
    /// <param name="iban">From <see cref="Normalize"/>.</param>
    /// <returns>The requirement that is not met; null: the IBAN is valid.</returns>
    public static string? Flaw(string iban)
    {
        if (!Form().IsMatch(iban))
        {
            return "must be an IBAN: two letters of its country, two check digits, then letters and digits";
        }
        if (!Lengths.TryGetValue(iban[..2], out var length))
        {
            return $"must be an IBAN of a country that uses IBANs: {iban[..2]} does not";
        }
        if (iban.Length != length)
        {
            return $"must have {length} letters and digits for {iban[..2]}: this one has {iban.Length}";
        }
        var rest = 0;
        foreach (var character in iban[4..] + iban[..4])
        {
            rest = char.IsAsciiDigit(character)
                ? (rest * 10 + character - '0') % 97
                : (rest * 100 + character - 'A' + 10) % 97;
        }
        // Valid check digits are 02 to 98; 00, 01 and 99 would also be 1 modulo 97.
        return rest == 1 && iban[2..4] is not ("00" or "01" or "99")
            ? null
            : "must have correct check digits: a letter or digit is mistyped";
    }

    [GeneratedRegex(@"[ \-./:_()]")]
    private static partial Regex Punctuation();

    /// <summary>The word IBAN, optionally followed by the word number; <c>NO</c> may be Norway's country code.</summary>
    [GeneratedRegex("^IBAN(N[RO](?=[A-Z]{2}[0-9]{2}))?")]
    private static partial Regex Label();

    [GeneratedRegex("^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}\\z")]
    private static partial Regex Form();
}

/// <summary>Cleans account numbers that people paste.</summary>
internal static class AccountText
{
    /// <summary>Replaces all kinds of spaces, dashes and full-width digits by plain ones, and removes invisible characters.</summary>
    public static string Normalize(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var x in RequestText.Compose(text, NormalizationForm.FormKC))
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
