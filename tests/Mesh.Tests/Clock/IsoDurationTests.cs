using System.Globalization;
using AfterSalesMesh.ServiceDefaults;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Clock;

public sealed class IsoDurationTests
{
    [Theory]
    [InlineData("P8D", "2028-02-08T12:00:00Z")]
    [InlineData("P2W", "2028-02-14T12:00:00Z")]
    [InlineData("PT36H", "2028-02-02T00:00:00Z")]
    [InlineData("PT20S", "2028-01-31T12:00:20Z")]
    [InlineData("PT20.0S", "2028-01-31T12:00:20Z")]
    [InlineData("P1Y2M3DT4H5M6S", "2029-04-03T16:05:06Z")]
    [InlineData("P0D", "2028-01-31T12:00:00Z")]
    [InlineData("P10Y", "2038-01-31T12:00:00Z")]
    public void A_duration_is_added_to_a_time(string text, string expected) =>
        After("2028-01-31T12:00:00Z", text).ShouldBe(At(expected));

    [Theory]
    [InlineData("2028-01-31T12:00:00Z", "2028-02-29T12:00:00Z")]
    [InlineData("2027-01-31T12:00:00Z", "2027-02-28T12:00:00Z")]
    [InlineData("2027-03-31T23:00:00+08:00", "2027-04-30T23:00:00+08:00")]
    public void A_month_ends_on_the_same_day_of_the_next_month_or_on_its_last(string from, string expected) =>
        After(from, "P1M").ShouldBe(At(expected));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("8D")]
    [InlineData("p8d")]
    [InlineData(" P8D")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1.5D")]
    [InlineData("P1D2M")]
    [InlineData("PT1s")]
    [InlineData("P٣D")]
    [InlineData("P-1D")]
    [InlineData("P1M-1D")]
    [InlineData("-P1D")]
    [InlineData("P10Y1D")]
    [InlineData("P121M")]
    [InlineData("P3654D")]
    [InlineData("PT9223372036854775807H")]
    [InlineData("P99999999999999999999D")]
    [InlineData("P10000Y")]
    [InlineData("P999999999Y")]
    [InlineData("P4000000D")]
    [InlineData("P9223372036854775807W")]
    [InlineData("P2147483647Y2147483647M")]
    [InlineData("PT0.5S")]
    [InlineData("PT0,5S")]
    [InlineData("PT1.000000001S")]
    [InlineData("P1Y2M3W4DT5H6M7.89S")]
    public void A_malformed_negative_or_too_long_duration_or_one_with_a_part_of_a_second_is_refused(string? text) =>
        IsoDuration.TryParse(text, out _).ShouldBeFalse();

    private static DateTimeOffset After(string from, string text)
    {
        IsoDuration.TryParse(text, out var duration).ShouldBeTrue();
        return At(from).Add(duration!);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
