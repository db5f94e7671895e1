using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.ServiceDefaults.Http;

public static class ApiJson
{
    /// <summary>How every host reads and writes JSON.</summary>
    public static void AddApiJson(this IServiceCollection services) =>
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.Converters.Add(new TextConverter());
            json.SerializerOptions.Converters.Add(new TimeConverter());
            json.SerializerOptions.Converters.Add(new DayConverter());
        });
}

/// <summary>A value in a body that cannot be used; its message completes "The value at {path} …".</summary>
internal sealed class InvalidJsonValueException(string should) : JsonException(should);

/// <summary>Normalizes every text in a body, see <see cref="RequestText.Normalize"/>.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RequestText.Normalize(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}

/// <summary>Reads and writes a day without a time.</summary>
internal sealed class DayConverter : JsonConverter<DateOnly>
{
    private const string Format = "yyyy-MM-dd";

    public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && DateOnly.TryParseExact(reader.GetString(), Format, CultureInfo.InvariantCulture, default, out var day)
            ? day
            : throw new InvalidJsonValueException("must be a day, for example 2026-01-31");

    public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Format, CultureInfo.InvariantCulture));
}

/// <summary>Reads a time only with its offset from UTC; writes it in UTC, to the millisecond.</summary>
internal sealed partial class TimeConverter : JsonConverter<DateTimeOffset>
{
    public const string Shape =
        "must be a time with its offset from UTC, for example 2026-01-31T12:00:00Z or 2026-01-31T13:00:00+01:00";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && reader.GetString() is { } text
        && WithOffset().IsMatch(text)
        && reader.TryGetDateTimeOffset(out var time)
            ? time
            : throw new InvalidJsonValueException(Shape);

    /// <summary>Reads a time outside a body.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        // In a query, an unescaped plus is read as a space.
        var escaped = text.Replace(' ', '+');
        return WithOffset().IsMatch(escaped)
            && DateTimeOffset.TryParse(escaped, CultureInfo.InvariantCulture, default, out time)
            && time.Year >= 2000;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(
            value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        );

    [GeneratedRegex(@"[Tt].*(Z|z|[+-]\d\d:?\d\d)$")]
    private static partial Regex WithOffset();
}
