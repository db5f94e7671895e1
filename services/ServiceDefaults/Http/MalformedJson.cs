using System.Text.Json;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Explains errors of the JSON reader without naming C# types.</summary>
public static class MalformedJson
{
    private const int MaxName = 100;

    public static string Explain(JsonException json)
    {
        if (json is InvalidJsonValueException)
        {
            return $"The value at {json.Path} {json.Message}.";
        }
        const string Missing = "missing required properties including: ";
        var at = json.Message.IndexOf(Missing, StringComparison.Ordinal);
        if (at >= 0)
        {
            return $"At {json.Path ?? "$"}: missing {json.Message[(at + Missing.Length)..].Split('.')[0]}.";
        }
        if (json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
        {
            var name = json.Message.Split('\'')[1];
            return $"The field {(name.Length > MaxName ? $"{name[..MaxName]}…" : name)} is unknown. In this call an omitted field means 'all', so unknown fields are rejected.";
        }
        if (json.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return $"The body is nested too deeply (line {json.LineNumber + 1}): at most 64 levels are allowed.";
        }
        var place = $"line {json.LineNumber + 1}, byte {json.BytePositionInLine}";
        // The reader's own errors are internal to System.Text.Json: the body is not JSON at all.
        if (json.InnerException is JsonException)
        {
            return
                json.Message.Contains("reached end of data", StringComparison.Ordinal)
                || json.Message.Contains("end of the JSON payload", StringComparison.Ordinal)
                ? $"The JSON ends too early, at {place}: part of the body is missing."
                : $"The body is not valid JSON from {place} on.";
        }
        if (json.InnerException is FormatException format && format.Message.Contains(" Int", StringComparison.Ordinal))
        {
            return $"The value at {json.Path} must be a whole number, within its range.";
        }
        return json.Path is { Length: > 0 } path && path != "$"
            ? $"The value at {path} (line {json.LineNumber + 1}) is of the wrong type, is null, or is out of range."
            : $"The body is not JSON of the expected shape ({place}).";
    }
}
