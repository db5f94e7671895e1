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

    /// <summary>A text that is there, is not blank, is not longer than it may be, and that every database can hold.</summary>
    public bool Text(string? text, string where, int max) =>
        That(
            !string.IsNullOrWhiteSpace(text) && text.Length <= max && !text.Contains('\0'),
            where,
            $"must be a text of 1 to {max} characters, none of them NUL"
        );

    /// <summary>A text that may be left out.</summary>
    public bool OptionalText(string? text, string where, int max) =>
        That(
            text is null || (text.Length <= max && !text.Contains('\0')),
            where,
            $"must be a text of {max} characters at most, none of them NUL"
        );

    public ProblemHttpResult ToProblem() =>
        Problem.Of(
            StatusCodes.Status400BadRequest,
            "invalid_request",
            string.Join("; ", _errors.Select(x => $"{x.Key} {x.Value[0]}")),
            _errors.ToDictionary(x => x.Key, x => x.Value.ToArray())
        );
}
