using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Collects all that is wrong with a request, so that its sender mends it in one go.</summary>
public sealed class Checks
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Failed => _errors.Count > 0;

    /// <param name="holds">Whether it is right.</param>
    /// <param name="where">The JSON path, for example <c>lines[0].quantity</c>.</param>
    /// <param name="should">What would be right.</param>
    public bool That(bool holds, string where, string should)
    {
        if (!holds)
        {
            if (!_errors.TryGetValue(where, out var errors))
            {
                _errors[where] = errors = [];
            }
            errors.Add(should);
        }
        return holds;
    }

    /// <summary>A text of one line that is there, is not blank and not longer than it may be.</summary>
    public bool Text(string? text, string where, int max) =>
        That(
            !string.IsNullOrWhiteSpace(text) && IsLine(text, max),
            where,
            $"must be a text of 1 to {max} characters, none of them a control character"
        );

    /// <summary>A text of one line that may be left out.</summary>
    public bool OptionalText(string? text, string where, int max) =>
        That(
            text is null || IsLine(text, max),
            where,
            $"must be a text of {max} characters at most, none of them a control character"
        );

    /// <summary>A text of several lines that may be left out.</summary>
    public bool OptionalLines(string? text, string where, int max) =>
        That(
            text is null
                || (text.Length <= max && !text.Any(x => char.IsControl(x) && x is not ('\n' or '\r' or '\t'))),
            where,
            $"must be a text of {max} characters at most, none of them a control character but for line ends and tabs"
        );

    /// <summary>When something happened: not long ago, and not in times to come (a clock may be a day ahead).</summary>
    public bool Past(DateTimeOffset? at, DateTimeOffset now, string where) =>
        That(
            at is null || (at.Value.UtcDateTime.Year >= 2000 && at.Value.UtcDateTime <= now.UtcDateTime.AddDays(1)),
            where,
            "must be a time after the year 2000 that is not in the future"
        );

    private static bool IsLine(string text, int max) => text.Length <= max && !text.Any(char.IsControl);

    public ProblemHttpResult ToProblem() =>
        Problem.Of(
            StatusCodes.Status400BadRequest,
            "invalid_request",
            string.Join("; ", _errors.Select(x => $"{x.Key} {x.Value[0]}")),
            _errors.ToDictionary(x => x.Key, x => x.Value.ToArray())
        );
}
