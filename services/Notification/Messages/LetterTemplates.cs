using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using AfterSalesMesh.ServiceDefaults;
using Fluid;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>
/// The Liquid templates in the folder <c>Templates</c>, <c>{step}.{language}.liquid</c>: the first line is the subject, the rest
/// the body. Values: <c>rma</c>, <c>order</c>, <c>shop</c> (where its name is known), <c>hand_over_by</c>, <c>until</c> and
/// <c>appealed_at</c> (times), <c>text</c> (an agent's), and the amounts <c>amount</c>,
/// <c>paid_back</c> and <c>store_credit</c>, written with their currency.
/// </summary>
internal static class LetterTemplates
{
    private const string Default = "en";

    private static readonly FluidParser Parser = new();
    private static readonly FrozenDictionary<string, FrozenDictionary<string, LetterTemplate>> ByStep = Assembly
        .GetExecutingAssembly()
        .GetManifestResourceNames()
        .Select(name => (Step: name.Split('.')[0], Language: name.Split('.')[1], Resource: name))
        .GroupBy(x => x.Step, StringComparer.Ordinal)
        .ToFrozenDictionary(
            x => x.Key,
            x =>
                x.ToFrozenDictionary(
                    y => y.Language,
                    y => Parse(y.Resource, y.Language),
                    StringComparer.OrdinalIgnoreCase
                ),
            StringComparer.Ordinal
        );

    /// <summary>The languages of a step's templates.</summary>
    public static IReadOnlyCollection<string> LanguagesOf(string step) => ByStep[step].Keys;

    /// <summary>The template of a step for a customer's locale, see <see cref="LanguageLookup"/>; else the English one.</summary>
    /// <param name="locale">BCP 47, for example <c>zh-CN</c>; null: not known.</param>
    /// <exception cref="InvalidOperationException">There is no template for the step.</exception>
    public static LetterTemplate Find(string step, string? locale)
    {
        if (!ByStep.TryGetValue(step, out var templates))
        {
            throw new InvalidOperationException($"There is no template for the step '{step}'.");
        }
        return templates[LanguageLookup.Find(locale, templates.Keys) ?? Default];
    }

    private static LetterTemplate Parse(string resource, string language)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n', 2);
        return new LetterTemplate(CultureOf(language), Parser.Parse(text[0]), Parser.Parse(text[1]));
    }

    // A host may have no cultures (InvariantGlobalization).
    private static CultureInfo CultureOf(string language)
    {
        try
        {
            return CultureInfo.GetCultureInfo(language);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }
}

/// <param name="Culture">The culture for numbers and dates.</param>
internal sealed record LetterTemplate(CultureInfo Culture, IFluidTemplate Subject, IFluidTemplate Body);
