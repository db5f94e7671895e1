using System.Text.RegularExpressions;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Explains ASP.NET's binding errors without naming C# types.</summary>
public static partial class MalformedRequest
{
    public static string Explain(string message)
    {
        if (NotOfType().Match(message) is { Success: true } wrong)
        {
            var (type, name, value) = (wrong.Groups["type"], wrong.Groups["name"], wrong.Groups["value"]);
            return $"'{value}' is not valid for {name}: it must be {Kind(type.Value)}.";
        }
        if (Missing().Match(message) is { Success: true } missing)
        {
            return $"{missing.Groups["name"]} is missing: it must be {Kind(missing.Groups["type"].Value)}.";
        }
        return message.Contains("no body was provided", StringComparison.Ordinal)
            ? "The body is missing: it must be JSON, with Content-Type: application/json."
            : "The request does not match the description of this call: see GET /openapi/v1.json.";
    }

    private static string Kind(string type) =>
        type.TrimEnd('?') switch
        {
            "int" or "long" => "a whole number",
            "Guid" => "a UUID",
            "bool" => "true or false",
            "DateTimeOffset" => "a time, for example 2026-01-31T12:00:00Z",
            _ => "a text",
        };

    [GeneratedRegex("""Failed to bind parameter "(Nullable<)?(?<type>\w+\??)>? (?<name>\w+)" from "(?<value>.*)".""")]
    private static partial Regex NotOfType();

    [GeneratedRegex("""Required parameter "(?<type>\w+) (?<name>\w+)" was not provided""")]
    private static partial Regex Missing();
}
