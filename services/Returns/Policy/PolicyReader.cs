using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>Reads a policy document and finds all of its errors, each at its JSON pointer.</summary>
internal sealed class PolicyReader
{
    /// <summary>The maximum number of errors that are listed.</summary>
    public const int MaxErrors = 200;

    private readonly SortedDictionary<string, List<string>> _errors = new(StringComparer.Ordinal);
    private int _count;

    /// <returns>The document, or its errors by JSON pointer.</returns>
    public static (PolicyDocument? Document, IReadOnlyDictionary<string, string[]> Errors) Read(JsonElement json)
    {
        var reader = new PolicyReader();
        try
        {
            reader.Check(json, PolicySchema.Document, "");
        }
        catch (InvalidOperationException)
        {
            // The JSON reader validates texts only when they are read.
            reader.Add("", "must not have half of a surrogate pair, such as \\ud800, in a text or name");
        }
        PolicyDocument? document = null;
        if (reader._count == 0)
        {
            var own = JsonObject.Create(json)!;
            own.Remove("$schema");
            document = own.Deserialize<PolicyDocument>(PolicyJson.Options)!;
            new PolicyChecks(document, reader.Add).Check();
        }
        var errors = reader._errors.ToDictionary(x => x.Key, x => x.Value.ToArray(), StringComparer.Ordinal);
        return (reader._count == 0 ? document : null, errors);
    }

    private void Add(string pointer, string should)
    {
        if (++_count > MaxErrors)
        {
            return;
        }
        // The pointer of the whole document is empty, which a person would overlook.
        var at = pointer.Length == 0 ? "/" : pointer;
        if (_errors.TryGetValue(at, out var there))
        {
            there.Add(should);
        }
        else
        {
            _errors[at] = [should];
        }
    }

    private void Check(JsonElement value, JsonObject schema, string at)
    {
        schema = PolicySchema.Resolve(schema);
        switch (schema["type"]?.GetValue<string>())
        {
            case "object" when Is(JsonValueKind.Object, "an object"):
                CheckObject(value, schema, at);
                break;
            case "array" when Is(JsonValueKind.Array, "a list"):
                CheckList(value, schema, at);
                break;
            case "string" when Is(JsonValueKind.String, "a text"):
                // As it is stored: composing can make a text longer, and trimming can leave nothing.
                CheckText(RequestText.Normalize(value.GetString()!), schema, at);
                break;
            case "integer" when Is(JsonValueKind.Number, "a whole number"):
                if (value.TryGetInt64(out var whole))
                {
                    CheckRange(whole, schema, at);
                }
                else
                {
                    Add(at, "must be a whole number");
                }
                break;
            case "number" when Is(JsonValueKind.Number, "a number"):
                if (value.TryGetDecimal(out var number) && decimal.Round(number, 2) == number)
                {
                    CheckRange(number, schema, at);
                }
                else
                {
                    Add(at, "must be a number with at most two decimals");
                }
                break;
            case "boolean" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                Add(at, "must be true or false");
                break;
        }

        bool Is(JsonValueKind kind, string what)
        {
            if (value.ValueKind != kind)
            {
                Add(at, $"must be {what}");
            }
            return value.ValueKind == kind;
        }
    }

    private void CheckObject(JsonElement value, JsonObject schema, string at)
    {
        var known = (JsonObject)schema["properties"]!;
        foreach (var property in value.EnumerateObject())
        {
            if (known[property.Name] is JsonObject inner)
            {
                Check(property.Value, inner, $"{at}/{property.Name}");
            }
            else
            {
                Add(
                    $"{at}/{Escape(property.Name)}",
                    $"is unknown here: the known fields are {string.Join(", ", known.Select(x => x.Key))}"
                );
            }
        }
        foreach (var required in (schema["required"] as JsonArray ?? []).Select(x => x!.GetValue<string>()))
        {
            if (!value.TryGetProperty(required, out _))
            {
                Add($"{at}/{required}", "is missing");
            }
        }
    }

    private void CheckList(JsonElement value, JsonObject schema, string at)
    {
        var (length, least) = (value.GetArrayLength(), Bound("minItems") ?? 0);
        if (length < least || length > Bound("maxItems"))
        {
            Add(at, $"must have {least} to {Bound("maxItems")} entries");
            return;
        }
        var i = 0;
        foreach (var entry in value.EnumerateArray())
        {
            Check(entry, (JsonObject)schema["items"]!, $"{at}/{i++}");
        }

        int? Bound(string name) => (int?)schema[name];
    }

    private void CheckText(string text, JsonObject schema, string at)
    {
        if (schema["enum"] is JsonArray words)
        {
            if (!words.Any(x => x!.GetValue<string>() == text))
            {
                Add(at, $"must be one of {string.Join(", ", words.Select(x => x!.GetValue<string>()))}");
            }
        }
        else if (schema["format"]?.GetValue<string>() == PolicySchema.DurationFormat)
        {
            if (PolicyDuration.TryParse(text) is null)
            {
                Add(at, PolicyDuration.Meaning);
            }
        }
        else if (schema["pattern"]?.GetValue<string>() is { } pattern)
        {
            if (!Fits(text, pattern))
            {
                Add(at, MeaningOf(pattern));
            }
        }
        else if (
            string.IsNullOrWhiteSpace(text)
            || text.Length > ((int?)schema["maxLength"] ?? 100)
            || text.Any(char.IsControl)
        )
        {
            Add(at, $"must be a text of 1 to {(int?)schema["maxLength"] ?? 100} characters in one line");
        }
    }

    private static bool Fits(string text, string pattern) =>
        pattern switch
        {
            PolicySchema.DayOfYearPattern => DayOfYearConverter.CanRead(text),
            _ => Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)),
        };

    private static string MeaningOf(string pattern) =>
        pattern switch
        {
            PolicySchema.DayOfYearPattern => DayOfYearConverter.Meaning,
            PolicyRule.NamePattern =>
                "must be a word of 1 to 50 lower-case letters, digits and underscores that begins with a letter",
            _ => $"must match {pattern}",
        };

    private void CheckRange(decimal value, JsonObject schema, string at)
    {
        var (least, most) = ((decimal?)(long?)schema["minimum"], (decimal?)(long?)schema["maximum"]);
        if (value < least || value > most)
        {
            Add(at, most is null ? $"must be {least} or more" : $"must be from {least} to {most}");
        }
    }

    private static string Escape(string name) =>
        (name.Length > 100 ? name[..100] : name)
            .Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
}
