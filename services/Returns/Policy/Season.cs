using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>A part of every year, both days included. One that ends before it begins goes over New Year.</summary>
internal sealed record Season(
    [property: JsonConverter(typeof(DayOfYearConverter))] AnnualDate From,
    [property: JsonConverter(typeof(DayOfYearConverter))] AnnualDate To
)
{
    public bool Contains(DateOnly day) => Contains(new AnnualDate(day.Month, day.Day));

    /// <summary>True when every day of the other season is in this one.</summary>
    public bool Contains(Season other) => other.Days().All(Contains);

    public bool Overlaps(Season other) => other.Days().Any(Contains);

    private bool Contains(AnnualDate day) => From <= To ? From <= day && day <= To : From <= day || day <= To;

    // 2000 was a leap year.
    private IEnumerable<AnnualDate> Days() =>
        Enumerable
            .Range(0, 366)
            .Select(x => new DateOnly(2000, 1, 1).AddDays(x))
            .Select(x => new AnnualDate(x.Month, x.Day))
            .Where(Contains);
}

/// <summary>A day of every year, written <c>MM-DD</c>; 02-29 is 28 February in other years.</summary>
internal sealed class DayOfYearConverter : JsonConverter<AnnualDate>
{
    public const string Meaning = "must be a day of the year written MM-DD, for example 12-24";

    public static bool CanRead(string text) => AnnualDatePattern.Iso.Parse(text).Success;

    public override AnnualDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AnnualDatePattern.Iso.Parse(reader.GetString() ?? "") is { Success: true } day
            ? day.Value
            : throw new JsonException(Meaning);

    public override void Write(Utf8JsonWriter writer, AnnualDate value, JsonSerializerOptions options) =>
        writer.WriteStringValue(AnnualDatePattern.Iso.Format(value));
}
