using System.Globalization;
using System.Net.Mail;

namespace AfterSalesMesh.Contracts.Words;

/// <summary>
/// Checks e-mail addresses: a single address that any mail server accepts, without a name, comment, quotes or spaces.
/// </summary>
public static class EmailAddress
{
    /// <summary>The longest address that mail servers accept, RFC 5321.</summary>
    public const int MaxLength = 254;

    private const int MaxLocalPart = 64;
    private const string LocalPartSymbols = "!#$%&'*+-/=?^_`{|}~";
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// True when mail can be sent to the address over the internet. The part before the @ must be ASCII, as some mail servers accept nothing else; the domain may be
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

    /// <summary>True for an encoded word (RFC 2047): mail programs decode it, so the reader would see another address than the mail goes to.</summary>
    private static bool IsEncodedWord(string local) =>
        local.IndexOf("=?", StringComparison.Ordinal) is >= 0 and var start
        && local.IndexOf("?=", start + 2, StringComparison.Ordinal) > 0;

    private static bool IsDomain(string domain)
    {
        // The conversion to ASCII drops invisible characters silently, so they are refused here.
        if (!domain.All(x => char.IsLetterOrDigit(x) || x is '-' or '.' || IsMark(x)))
        {
            return false;
        }
        try
        {
            var ascii = Idn.GetAscii(domain);
            // A domain without a dot is a host name in the mail server's own network.
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
