using System.Globalization;
using System.Text;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>The form to which every text in a request is brought: in its path, query or body.</summary>
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
            // Half of a surrogate pair has no composed form.
            return trimmed;
        }
    }

    /// <summary>
    /// True when the text has no control, line-separating, format or ignorable character, with which two identifiers could look
    /// the same and differ.
    /// </summary>
    public static bool IsIdentifier(string text) =>
        !text.EnumerateRunes()
            .Any(x =>
                Rune.GetUnicodeCategory(x)
                    is UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                || IsIgnorable(x.Value)
            );

    // Unicode's Default_Ignorable_Code_Point, as far as they are no format characters: fillers, joiners, variation selectors.
    private static bool IsIgnorable(int rune) =>
        rune
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFFA0
                or (>= 0xE0000 and <= 0xE0FFF);

    private static bool IsInvisible(char x) =>
        char.IsWhiteSpace(x) || char.GetUnicodeCategory(x) == UnicodeCategory.Format;
}
