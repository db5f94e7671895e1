using System.Globalization;
using System.Text.Json.Serialization;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// A sentence for customers in both languages. It may have a placeholder: {until} is the last day, {left} a number of units,
/// {words} a list of conditions or offers.
/// </summary>
internal sealed record LocalText(
    [property: JsonPropertyName(LocalText.ChineseTag)] string Chinese,
    [property: JsonPropertyName(LocalText.EnglishTag)] string English
)
{
    public const string ChineseTag = "zh-CN";
    public const string EnglishTag = "en";

    private static readonly string[] Languages = [ChineseTag, EnglishTag];

    /// <summary>The placeholder in the texts of a subject's rules; null: none.</summary>
    public static string? PlaceholderOf(string subject) =>
        subject switch
        {
            Subjects.Windows or Subjects.Warranty => "{until}",
            Subjects.Conditions or Subjects.Resolutions => "{words}",
            _ => null,
        };

    /// <summary>The language of the texts for a reader; English if theirs is another one or not known.</summary>
    /// <param name="language">The reader's language tag.</param>
    public static string LanguageFor(string? language) => LanguageLookup.Find(language, Languages) ?? EnglishTag;

    /// <summary>The text for a reader of a language, see <see cref="LanguageFor"/>.</summary>
    public string In(string? language) => LanguageFor(language) == ChineseTag ? Chinese : English;

    public LocalText With(DateOnly until) =>
        new(
            Chinese.Replace(
                "{until}",
                string.Create(CultureInfo.InvariantCulture, $"{until.Year}年{until.Month}月{until.Day}日"),
                StringComparison.Ordinal
            ),
            English.Replace(
                "{until}",
                until.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            )
        );

    public LocalText With(int left)
    {
        var number = left.ToString(CultureInfo.InvariantCulture);
        return new(
            Chinese.Replace("{left}", number, StringComparison.Ordinal),
            English.Replace("{left}", number, StringComparison.Ordinal)
        );
    }

    public LocalText With(IEnumerable<LocalText> words)
    {
        var all = words.ToList();
        return new(
            Chinese.Replace("{words}", string.Join("、", all.Select(x => x.Chinese)), StringComparison.Ordinal),
            English.Replace("{words}", string.Join(", ", all.Select(x => x.English)), StringComparison.Ordinal)
        );
    }
}
