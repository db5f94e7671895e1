using System.Text.Json;
using System.Text.Json.Serialization;
using AfterSalesMesh.ServiceDefaults.Http;
using NodaTime;
using NodaTime.Text;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>A part of every year, including both days. One that ends before it begins includes New Year.</summary>
internal sealed record Season(
    [property: JsonConverter(typeof(DayOfYearConverter))] AnnualDate From,
    [property: JsonConverter(typeof(DayOfYearConverter))] AnnualDate To
)
{
    private const int DaysOfYear = 366;

    /// <summary>The number of its days in a leap year.</summary>
    private int Length => Days(From, To) + 1;

    public bool Contains(DateOnly day) => Contains(new AnnualDate(day.Month, day.Day));

    /// <summary>True when every day of the other season is in this one.</summary>
    public bool Contains(Season other) => Length == DaysOfYear || Days(From, other.From) + other.Length <= Length;

    public bool Overlaps(Season other) => Contains(other.From) || other.Contains(From);

    private bool Contains(AnnualDate day) => Days(From, day) < Length;

    /// <summary>The number of days from one day of the year to the next occurrence of another, in a leap year.</summary>
    private static int Days(AnnualDate from, AnnualDate to) =>
        (NumberOf(to) - NumberOf(from) + DaysOfYear) % DaysOfYear;

    // 2000 was a leap year.
    private static int NumberOf(AnnualDate day) => day.InYear(2000).DayOfYear;
}

/// <summary>A day of every year, written <c>MM-DD</c>; 02-29 is 28 February in other years.</summary>
internal sealed class DayOfYearConverter : JsonConverter<AnnualDate>
{
    public const string Meaning = "must be a day of the year written MM-DD, for example 12-24";

    public static bool CanRead(string text) => AnnualDatePattern.Iso.Parse(text).Success;

    public override AnnualDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AnnualDatePattern.Iso.Parse(RequestText.Normalize(reader.GetString() ?? "")) is { Success: true } day
            ? day.Value
            : throw new JsonException(Meaning);

    public override void Write(Utf8JsonWriter writer, AnnualDate value, JsonSerializerOptions options) =>
        writer.WriteStringValue(AnnualDatePattern.Iso.Format(value));
}
