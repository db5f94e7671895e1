using System.Globalization;
using System.Net.Mail;

namespace AfterSalesMesh.Contracts.Words;

/// <summary>
/// Checks e-mail addresses: one bare address that any mail server takes, without a name, comment, quotes or blanks.
/// </summary>
public static class EmailAddress
{
    /// <summary>The longest address that a mail server takes, RFC 5321.</summary>
    public const int MaxLength = 254;

    private const int MaxLocalPart = 64;
    private const string LocalPartSymbols = "!#$%&'*+-/=?^_`{|}~";
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// Whether mail can be sent to it over the internet. The part before the @ is ASCII, as not every mail server takes others; the domain may be
    /// international.
    /// </summary>
    public static bool IsValid(string? address) =>
        address is not null
        && address.Length <= MaxLength
        && address.Split('@') is [{ Length: > 0 and <= MaxLocalPart } local, { Length: > 0 } domain]
        && local.Split('.').All(x => x.Length > 0 && x.All(IsOfLocalPart))
        && !IsEncodedWord(local)
        && IsDomain(domain)
        && MailAddress.TryCreate(address, out _);

    private static bool IsOfLocalPart(char x) => char.IsAsciiLetterOrDigit(x) || LocalPartSymbols.Contains(x);

    /// <summary>Text that mail programs show decoded (RFC 2047), so that one sees another address than mail goes to.</summary>
    private static bool IsEncodedWord(string local) =>
        local.IndexOf("=?", StringComparison.Ordinal) is >= 0 and var start
        && local.IndexOf("?=", start + 2, StringComparison.Ordinal) > 0;

    private static bool IsDomain(string domain)
    {
        // Conversion drops invisible characters: they must not be there.
        if (!domain.All(x => char.IsLetterOrDigit(x) || x is '-' or '.' || IsMark(x)))
        {
            return false;
        }
        try
        {
            var ascii = Idn.GetAscii(domain);
            // Without a dot it is a name of the mail server's own network.
            return ascii.Length <= 253
                && Uri.CheckHostName(ascii) == UriHostNameType.Dns
                && ascii.Contains('.')
                && ascii[^1] != '.';
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsMark(char x) =>
        CharUnicodeInfo.GetUnicodeCategory(x) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
