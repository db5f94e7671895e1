using System.Globalization;
using System.Text.RegularExpressions;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>What a customer reads.</summary>
internal sealed partial record Letter(string Subject, string Body)
{
    /// <summary>In the customer's language where there is a text in it, else in English.</summary>
    public static Letter Write(Telling telling)
    {
        var (locale, text) = Templates.Find(telling.Step, telling.Locale);
        var culture = CultureOf(locale);
        var facts = new Dictionary<string, object?>
        {
            ["rma"] = telling.RmaNumber,
            ["order"] = telling.OrderNumber,
            ["deadline"] = telling.Deadline?.UtcDateTime,
            ["amount"] = Sum(telling.Amount),
            ["money"] = Sum(telling.Amount - (telling.StoreCredit ?? 0)),
            ["credit"] = Sum(telling.StoreCredit),
        };
        var lines = text.Split('\n').Select(line => Fill(line, facts, culture)).OfType<string>().ToList();
        return new Letter(lines[0], EmptyLines().Replace(string.Join('\n', lines[1..]).Trim(), "\n\n") + "\n");

        string? Sum(long? amount) =>
            amount is > 0 and var sum && telling.Currency is { } currency ? Money.Format(sum, currency, culture) : null;
    }

    /// <summary>The line with its facts, or null when it needs one that is not known.</summary>
    private static string? Fill(string line, Dictionary<string, object?> facts, CultureInfo culture)
    {
        var known = true;
        var filled = Placeholder()
            .Replace(
                line,
                match =>
                {
                    var fact = facts[match.Groups["fact"].Value];
                    known &= fact is not null;
                    var said =
                        (fact as IFormattable)?.ToString(match.Groups["format"].Value, culture) ?? fact?.ToString();
                    // A fact is a word in a line: it can't start another line, or a header.
                    return LineBreaks().Replace(said ?? "", " ");
                }
            );
        return known ? filled : null;
    }

    // A host without cultures (InvariantGlobalization) still writes the texts; their own formats carry the date.
    private static CultureInfo CultureOf(string locale)
    {
        try
        {
            return CultureInfo.GetCultureInfo(locale);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }

    [GeneratedRegex(@"\{\{(?<fact>\w+)(:(?<format>[^}]+))?\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex LineBreaks();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex EmptyLines();
}
