using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.Text;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>
/// ISO 8601 durations, such as <c>P14D</c>, <c>P1M</c> or <c>PT36H</c>. Years, months and days are those of the calendar, so the
/// length of a duration depends on when it begins.
/// </summary>
public static class IsoDuration
{
    /// <summary>What <see cref="TryParse"/> accepts, for problem details: "… must be {Rule}."</summary>
    public const string Rule = "an ISO 8601 duration from P0D to P10Y in whole seconds, such as P14D, P1M or PT36H";

    private static readonly LocalDateTime AnyTime = new(2000, 1, 1, 0, 0);
    private static readonly LocalDateTime TenYearsLater = AnyTime.PlusYears(10);

    /// <summary>Reads a duration; false when the text is not a duration, or it is negative, longer than ten years, or has a part of a second.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Period? duration)
    {
        duration = null;
        // The pattern also accepts negative parts, such as P1M-1D.
        if (text is null || text.Contains('-', StringComparison.Ordinal))
        {
            return false;
        }
        var parsed = PeriodPattern.NormalizingIso.Parse(text);
        // NodaTime reads parts of a second, and writes them in a form that it does not read.
        if (
            !parsed.Success
            || parsed.Value is not { Milliseconds: 0, Ticks: 0, Nanoseconds: 0 }
            || !IsWithinTenYears(parsed.Value)
        )
        {
            return false;
        }
        duration = parsed.Value;
        return true;
    }

    /// <summary>A time span as days, hours, minutes and seconds: <c>P39DT1H</c>.</summary>
    public static string Format(TimeSpan span) =>
        PeriodPattern.NormalizingIso.Format(Period.FromTicks(span.Ticks).Normalize());

    /// <summary>Adds a duration to a time, by the calendar at the time's own offset.</summary>
    public static DateTimeOffset Add(this DateTimeOffset time, Period duration)
    {
        var from = OffsetDateTime.FromDateTimeOffset(time);
        return (from.LocalDateTime + duration).WithOffset(from.Offset).ToDateTimeOffset();
    }

    private static bool IsWithinTenYears(Period duration)
    {
        try
        {
            return AnyTime + duration <= TenYearsLater;
        }
        // Beyond the calendar's last year, or 64 bits.
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            return false;
        }
    }
}
