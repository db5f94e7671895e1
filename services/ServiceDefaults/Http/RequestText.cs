using System.Globalization;
using System.Text;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Normalizes every text in a request: in its path, query and body.</summary>
public static class RequestText
{
    // As in Unicode's stream-safe text.
    private const int MaxMarks = 30;

    /// <summary>
    /// Trims spaces and invisible characters (zero width, byte order mark), and composes the text (Unicode NFC), so that
    /// texts that look the same are equal.
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
        return Compose(start == 0 && end == text.Length ? text : text[start..end], NormalizationForm.FormC);
    }

    /// <summary>
    /// A form of Unicode of a text; the text itself where it has half of a surrogate pair, or more marks on one letter than any
    /// language has: the time to bring marks into their order grows with the square of how many there are.
    /// </summary>
    public static string Compose(string text, NormalizationForm form)
    {
        if (HasTooManyMarks(text))
        {
            return text;
        }
        try
        {
            return text.Normalize(form);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    /// <summary>
    /// True when the text has no character with which two different identifiers could look the same: no control, format,
    /// ignorable, private or unassigned one, single spaces only, and no heap of marks, which is not composed; and is not
    /// <c>.</c> or <c>..</c>, which cannot be part of a path.
    /// </summary>
    public static bool IsIdentifier(string text) =>
        text is not ("." or "..")
        && !text.Contains("  ", StringComparison.Ordinal)
        && !HasTooManyMarks(text)
        && !text.EnumerateRunes().Any(x => x.Value != ' ' && (IsUnprintable(x) || IsIgnorable(x.Value)));

    private static bool HasTooManyMarks(string text)
    {
        if (Ascii.IsValid(text))
        {
            return false;
        }
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            marks = IsMark(Rune.GetUnicodeCategory(rune)) ? marks + 1 : 0;
            if (marks > MaxMarks)
            {
                return true;
            }
        }
        return false;
    }

    // One that is not assigned here may be a mark in the tables of the library that composes.
    private static bool IsMark(UnicodeCategory category) =>
        category
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.OtherNotAssigned;

    private static bool IsUnprintable(Rune x) =>
        Rune.GetUnicodeCategory(x)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
        // Half of a surrogate pair is read as this character.
        || x == Rune.ReplacementChar;

    // Unicode's Default_Ignorable_Code_Point without format characters: fillers, joiners, variation selectors.
    private static bool IsIgnorable(int rune) =>
        rune
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                // The empty Braille cell, which looks like a space.
                or 0x2800
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFFA0
                // Spaces and joiners of some scripts, and the object replacement character.
                or 0xFFFC
                or 0x1107F
                or (>= 0x13440 and <= 0x13442)
                or 0x16FE4
                or 0x1D159
                or (>= 0xE0000 and <= 0xE0FFF);

    private static bool IsInvisible(char x) =>
        char.IsWhiteSpace(x) || char.GetUnicodeCategory(x) == UnicodeCategory.Format;
}
