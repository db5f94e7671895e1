using System.Globalization;
using System.Text;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>The one form in which text is taken from a request, wherever in the request it stands.</summary>
public static class RequestText
{
    /// <summary>
    /// Without blanks and invisible characters at its ends (zero width, byte order mark), and composed (Unicode NFC), so that
    /// text which looks the same compares as the same.
    /// </summary>
    public static string Normalize(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsInvisible(text[start]))
        {
            start++;
        }
        while (end > start && IsInvisible(text[end - 1]))
        {
            end--;
        }
        var trimmed = start == 0 && end == text.Length ? text : text[start..end];
        try
        {
            return trimmed.Normalize();
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair: there is no composed form of it.
            return trimmed;
        }
    }

    /// <summary>
    /// True when the text holds no control and no format character (Unicode categories Cc and Cf): two identifiers that
    /// look the same must be the same.
    /// </summary>
    public static bool IsIdentifier(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format)
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsInvisible(char x) =>
        char.IsWhiteSpace(x) || char.GetUnicodeCategory(x) == UnicodeCategory.Format;
}
