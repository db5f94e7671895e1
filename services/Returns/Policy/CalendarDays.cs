namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// Calendar days in a time zone. A period does not count the day on which it begins, and ends with the end of its last day: as in
/// Article 10 of China's rules on returns within seven days, and Article 3 of Regulation 1182/71 in the EU.
/// </summary>
internal static class CalendarDays
{
    // No time zone has a larger offset from UTC.
    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(15);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    public static DateOnly Of(DateTimeOffset at, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>
    /// The last millisecond of a day. If clocks repeat the end of a day, the second time counts; if the zone has skipped the day,
    /// the next day counts.
    /// </summary>
    public static DateTimeOffset EndOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var (before, after) = (zone.GetUtcOffset(midnight - MaxOffset), zone.GetUtcOffset(midnight + MaxOffset));
        if (before == after)
        {
            return (midnight - after).AddMilliseconds(-1);
        }
        for (var end = midnight + MaxOffset; ; end -= Step)
        {
            var last = end.AddMilliseconds(-1);
            var lastDay = Of(last, zone);
            if (lastDay <= day)
            {
                return lastDay == day ? last : EndOf(day.AddDays(1), zone);
            }
        }
    }

    /// <summary>True when the time is not after the end, which is the last millisecond that counts.</summary>
    public static bool IsUntil(this DateTimeOffset at, DateTimeOffset end) => at < end.AddMilliseconds(1);
}
