using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Collects all errors of a request, so that its sender sees them at once.</summary>
public sealed class Checks
{
    // A list of thousands may have thousands of errors; the first ones are enough.
    private const int MaxErrors = 100;

    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Failed => _errors.Count > 0;

    /// <summary>The requirements that are not met, by JSON path.</summary>
    public IReadOnlyDictionary<string, List<string>> Errors => _errors;

    /// <param name="holds">False: this is an error.</param>
    /// <param name="where">The JSON path, for example <c>lines[0].quantity</c>.</param>
    /// <param name="should">What is required; it follows the path in the answer: "must be …".</param>
    public bool That(bool holds, string where, string should)
    {
        if (holds)
        {
            return true;
        }
        if (_errors.TryGetValue(where, out var errors))
        {
            errors.Add(should);
        }
        else if (_errors.Count < MaxErrors)
        {
            _errors[where] = [should];
        }
        return false;
    }

    /// <summary>
    /// A name or number that identifies something: 1 to <paramref name="max"/> characters, none of them a control or
    /// invisible character, with single spaces only; not <c>.</c> or <c>..</c>.
    /// </summary>
    public bool Identifier(string? text, string where, int max) =>
        That(
            !string.IsNullOrWhiteSpace(text) && text.Length <= max && RequestText.IsIdentifier(text),
            where,
            $"must be a text of 1 to {max} characters, none of them a control or invisible character, with single spaces at most, and not . or .."
        );

    /// <summary>An optional identifier.</summary>
    public bool OptionalIdentifier(string? text, string where, int max) => text is null || Identifier(text, where, max);

    /// <summary>One of the string constants of a class; optional.</summary>
    public bool OneOf(string? word, Type words, string where) => OneOf(word, OneOfAttribute.ValuesOf(words), where);

    /// <summary>One of the given words; optional.</summary>
    public bool OneOf(string? word, IReadOnlyList<string> words, string where) =>
        That(word is null || words.Contains(word), where, $"must be one of {string.Join(", ", words)}");

    /// <summary>A list of <paramref name="min"/> to <paramref name="max"/> entries; none may be null, which the JSON reader would allow.</summary>
    public bool List<T>(IReadOnlyList<T> list, string where, int max, int min = 0)
    {
        var fits = That(
            list.Count >= min && list.Count <= max,
            where,
            min == 0 ? $"must have at most {max} entries" : $"must have {min} to {max} entries"
        );
        for (var i = 0; fits && i < list.Count; i++)
        {
            fits &= That(list[i] is not null, $"{where}[{i}]", "must not be null");
        }
        return fits;
    }

    /// <summary>The maximum number of entries on a page of a list.</summary>
    internal bool Limit(int limit) =>
        That(limit is >= 1 and <= Page.MaxLimit, "limit", $"must be from 1 to {Page.MaxLimit}");

    /// <summary>A text of one line, not blank, of at most <paramref name="max"/> characters.</summary>
    public bool Text(string? text, string where, int max) =>
        That(
            !string.IsNullOrWhiteSpace(text) && IsLine(text, max),
            where,
            $"must be a text of 1 to {max} characters, none of them a control character"
        );

    /// <summary>An optional text of one line.</summary>
    public bool OptionalText(string? text, string where, int max) =>
        That(
            text is null || IsLine(text, max),
            where,
            $"must be a text of {max} characters at most, none of them a control character"
        );

    /// <summary>An optional text of several lines.</summary>
    public bool OptionalLines(string? text, string where, int max) =>
        That(
            text is null
                || (text.Length <= max && !text.Any(x => char.IsControl(x) && x is not ('\n' or '\r' or '\t'))),
            where,
            $"must be a text of {max} characters at most, none of them a control character but for line ends and tabs"
        );

    /// <summary>The time of a past event: after 2000 and not in the future (a clock may be a day ahead).</summary>
    public bool Past(DateTimeOffset? at, DateTimeOffset now, string where) =>
        That(
            at is null || (at.Value.UtcDateTime.Year >= 2000 && at.Value.UtcDateTime <= now.UtcDateTime.AddDays(1)),
            where,
            "must be a time after the year 2000 that is not in the future"
        );

    /// <summary>A time in a query; null when it is missing or malformed.</summary>
    public DateTimeOffset? Time(string? text, string where)
    {
        if (text is null)
        {
            return null;
        }
        var isTime = TimeConverter.TryParse(text, out var time);
        That(isTime, where, TimeConverter.Shape);
        return isTime ? time : null;
    }

    private static bool IsLine(string text, int max) => text.Length <= max && !text.Any(char.IsControl);

    /// <summary>All errors, without duplicates; the detail is the first error.</summary>
    public ProblemHttpResult ToProblem(int status = StatusCodes.Status400BadRequest, string word = "invalid_request")
    {
        var (where, first) = _errors.First();
        var more = _errors.Count > 1 ? $"; and {_errors.Count - 1} more, see errors" : "";
        return Problem.Of(
            status,
            word,
            $"{where} {first[0]}{more}",
            _errors.ToDictionary(x => x.Key, x => x.Value.ToArray())
        );
    }
}
