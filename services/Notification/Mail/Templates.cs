using System.Collections.Frozen;
using System.Reflection;

namespace AfterSalesMesh.Notification.Mail;

/// <summary>
/// The texts in the folder <c>Templates</c>, <c>{step}.{locale}.txt</c>: the first line is the subject. A line with a
/// <c>{{fact}}</c> or <c>{{fact:format}}</c> that is not known is left out.
/// </summary>
internal static class Templates
{
    private const string Default = "en";

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> TextsByStep = Assembly
        .GetExecutingAssembly()
        .GetManifestResourceNames()
        .Select(name => (Step: name.Split('.')[0], Locale: name.Split('.')[1], Text: Read(name)))
        .GroupBy(x => x.Step)
        .ToFrozenDictionary(
            x => x.Key,
            x => x.ToFrozenDictionary(y => y.Locale, y => y.Text, StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>The text for the locale, else for its language, else the English one; and the locale it is in.</summary>
    public static (string Locale, string Text) Find(string step, string? locale)
    {
        if (!TextsByStep.TryGetValue(step, out var texts))
        {
            throw new InvalidOperationException($"There is no text for the step '{step}'.");
        }
        var asked = locale ?? Default;
        var found =
            texts.Keys.FirstOrDefault(x => x.Equals(asked, StringComparison.OrdinalIgnoreCase))
            ?? texts.Keys.FirstOrDefault(x =>
                LanguageOf(x).Equals(LanguageOf(asked), StringComparison.OrdinalIgnoreCase)
            )
            ?? Default;
        return (found, texts[found]);
    }

    private static string LanguageOf(string locale) => locale.Split('-', '_')[0];

    private static string Read(string name)
    {
        using var text = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return text.ReadToEnd().ReplaceLineEndings("\n");
    }
}
