using System.Text.Json;
using System.Text.Json.Serialization;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using NodaTime;
using NodaTime.Text;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// A duration of ISO 8601 in a policy. Whole days, weeks, months and years (<c>P14D</c>) are calendar days; one with hours,
/// minutes or seconds (<c>PT48H</c>) is exact.
/// </summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct PolicyDuration(Period Period)
{
    public const string Meaning = $"must be {IsoDuration.Rule}, and not 0";

    public static PolicyDuration? TryParse(string text) =>
        IsoDuration.TryParse(text, out var period) && !period.Equals(Period.Zero) ? new(period) : null;

    public static PolicyDuration Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' {Meaning}.");

    /// <summary>The end of the duration from a time: calendar days end with the end of the last day in the zone.</summary>
    public DateTimeOffset EndFrom(DateTimeOffset begin, TimeZoneInfo zone) =>
        Period.HasTimeComponent
            ? begin.Add(Period)
            : CalendarDays.EndOf((LocalDate.FromDateOnly(CalendarDays.Of(begin, zone)) + Period).ToDateOnly(), zone);

    /// <summary>The time after the duration, at the same time of day.</summary>
    public DateTimeOffset After(DateTimeOffset begin) =>
        (LocalDateTime.FromDateTime(begin.UtcDateTime) + Period).InUtc().ToDateTimeOffset();

    /// <summary>The begin of the duration that ends at a time.</summary>
    public DateTimeOffset BeginOf(DateTimeOffset end) =>
        (LocalDateTime.FromDateTime(end.UtcDateTime) - Period).InUtc().ToDateTimeOffset();

    public override string ToString() => PeriodPattern.Roundtrip.Format(Period);

    private sealed class Converter : JsonConverter<PolicyDuration>
    {
        public override PolicyDuration Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => TryParse(RequestText.Normalize(reader.GetString() ?? "")) ?? throw new JsonException(Meaning);

        public override void Write(Utf8JsonWriter writer, PolicyDuration value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
