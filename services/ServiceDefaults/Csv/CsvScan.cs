using System.Buffers;

namespace AfterSalesMesh.ServiceDefaults.Csv;

/// <summary>One record found in a text.</summary>
/// <param name="Length">The number of its characters, including the end of its line; with a flaw, of those that were scanned.</param>
/// <param name="Lines">The number of line ends in it.</param>
/// <param name="IsBlank">True when no field has a text, as in an empty line.</param>
/// <param name="Flaw">The error in the record; null: none.</param>
internal readonly record struct CsvScan(int Length, int Lines, bool IsBlank, string? Flaw)
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");
    private const string Delimiters = ",;\t|";

    /// <summary>Finds the record at the start of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="delimiter">The character between fields.</param>
    /// <param name="isLast">True when the file ends with this text.</param>
    /// <param name="fields">Filled with the record's fields.</param>
    public static CsvScan Record(ReadOnlySpan<char> text, char delimiter, bool isLast, List<string> fields)
    {
        fields.Clear();
        var (at, lines) = (0, 0);
        while (true)
        {
            if (at < text.Length && text[at] == '"')
            {
                var (length, inside, flaw) = Quoted(text[at..], isLast, fields);
                if (flaw is not null)
                {
                    return new CsvScan(text.Length, 0, false, flaw);
                }
                (at, lines) = (at + length, lines + inside);
                if (at < text.Length && text[at] != delimiter && text[at] is not ('\r' or '\n'))
                {
                    return new CsvScan(at, 0, false, "there is text behind a closing quote");
                }
            }
            else
            {
                var rest = text[at..];
                var length = rest.IndexOfAny(delimiter, '\r', '\n');
                length = length < 0 ? rest.Length : length;
                fields.Add(rest[..length].ToString());
                at += length;
            }
            if (at < text.Length && text[at] == delimiter)
            {
                at++;
                continue;
            }
            if (at == text.Length && !isLast)
            {
                return new CsvScan(at, 0, false, $"it is longer than {CsvRecords.MaxRecord} characters");
            }
            var end = EndOfLine(text[at..]);
            var isBlank = fields.TrueForAll(string.IsNullOrWhiteSpace);
            return new CsvScan(at + end.Length, lines + end.Lines, isBlank, null);
        }
    }

    /// <summary>The length of the first line including its end; the whole text if no line ends in it.</summary>
    public static (int Length, int Lines) EndOfLine(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny(LineEnds);
        return at < 0 ? (text.Length, 0)
            : text[at..].StartsWith("\r\n") ? (at + 2, 1)
            : (at + 1, 1);
    }

    /// <summary>The usual delimiter that is most frequent in the first line.</summary>
    public static char Delimiter(ReadOnlySpan<char> text)
    {
        var (best, most) = (',', 0);
        var line = text[..EndOfLine(text).Length];
        foreach (var candidate in Delimiters)
        {
            var count = line.Count(candidate);
            (best, most) = count > most ? (candidate, count) : (best, most);
        }
        return best;
    }

    private static (int Length, int Lines, string? Flaw) Quoted(
        ReadOnlySpan<char> text,
        bool isLast,
        List<string> fields
    )
    {
        for (var at = 1; ; at += 2)
        {
            var next = text[at..].IndexOf('"');
            if (next < 0)
            {
                return (
                    0,
                    0,
                    isLast ? "a quote is not closed" : $"a quote is not closed within {CsvRecords.MaxRecord} characters"
                );
            }
            at += next;
            if (at + 1 < text.Length && text[at + 1] == '"')
            {
                continue;
            }
            var inside = text[1..at];
            fields.Add(inside.ToString().Replace("\"\"", "\"", StringComparison.Ordinal));
            return (at + 1, inside.Count('\n') + BareCarriageReturns(inside), null);
        }
    }

    private static int BareCarriageReturns(ReadOnlySpan<char> text) => text.Count('\r') - text.Count("\r\n");
}
