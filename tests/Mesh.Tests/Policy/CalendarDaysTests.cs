using System.Globalization;
using AfterSalesMesh.Returns.Policy;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Policy;

public sealed class CalendarDaysTests
{
    [Theory]
    [InlineData("UTC", "2026-03-08", "2026-03-08T23:59:59.999Z")]
    [InlineData("Asia/Shanghai", "2026-03-08", "2026-03-08T15:59:59.999Z")]
    // Clocks go forward on 29 March and back on 25 October.
    [InlineData("Europe/Berlin", "2026-03-28", "2026-03-28T22:59:59.999Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-29T21:59:59.999Z")]
    [InlineData("Europe/Berlin", "2026-10-24", "2026-10-24T21:59:59.999Z")]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-25T22:59:59.999Z")]
    // They go forward at midnight: 6 September begins at one o'clock.
    [InlineData("America/Santiago", "2026-09-05", "2026-09-06T03:59:59.999Z")]
    // They go back at midnight: the last hour of 4 April is there twice, and counts to its second end.
    [InlineData("America/Santiago", "2026-04-04", "2026-04-05T03:59:59.999Z")]
    // Samoa went over the date line and left 30 December 2011 out: the next day counts.
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-30T09:59:59.999Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-31T09:59:59.999Z")]
    // Kwajalein set its clocks back by nearly a day: it had 30 September 1969 twice.
    [InlineData("Pacific/Kwajalein", "1969-09-30", "1969-10-01T11:59:59.999Z")]
    public void A_day_ends_with_its_last_millisecond_in_the_zone(string zone, string day, string end) =>
        CalendarDays
            .EndOf(DateOnly.Parse(day, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone))
            .ShouldBe(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("P14D", "2026-03-15T15:59:59.999Z")]
    [InlineData("P2W", "2026-03-15T15:59:59.999Z")]
    [InlineData("P1M", "2026-04-01T15:59:59.999Z")]
    [InlineData("P1Y1M", "2027-04-01T15:59:59.999Z")]
    [InlineData("PT48H", "2026-03-03T12:00:00Z")]
    [InlineData("PT20S", "2026-03-01T12:00:20Z")]
    [InlineData("PT1H30M", "2026-03-01T13:30:00Z")]
    public void Whole_days_end_with_a_day_and_hours_are_exact(string duration, string end) =>
        PolicyDuration
            .Parse(duration)
            .EndFrom(PolicyCase.Delivered, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"))
            .ShouldBe(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("P0D")]
    [InlineData("PT0S")]
    [InlineData("P-7D")]
    [InlineData("P11Y")]
    [InlineData("7 days")]
    public void Other_texts_are_no_durations(string text) => PolicyDuration.TryParse(text).ShouldBeNull();

    [Theory]
    [InlineData("P14D")]
    [InlineData("P2Y")]
    [InlineData("PT48H")]
    [InlineData("PT1H30M5S")]
    public void A_duration_is_written_as_it_was_read(string text) =>
        PolicyDuration.Parse(text).ToString().ShouldBe(text);
}
