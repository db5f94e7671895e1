using System.Diagnostics;
using AfterSalesMesh.Returns.Policy;
using NodaTime;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Policy;

public sealed class SeasonTests
{
    private static readonly AnnualDate[] Days =
    [
        new(1, 1),
        new(1, 2),
        new(2, 28),
        new(2, 29),
        new(3, 1),
        new(7, 15),
        new(12, 30),
        new(12, 31),
    ];

    private static readonly Season[] Seasons = [.. Days.SelectMany(from => Days.Select(to => new Season(from, to)))];

    [Fact]
    public void A_part_of_the_year_is_in_another_or_overlaps_it_when_its_days_do()
    {
        foreach (var one in Seasons)
        {
            foreach (var other in Seasons)
            {
                var (days, others) = (DaysOf(one), DaysOf(other));
                one.Contains(other).ShouldBe(others.TrueForAll(days.Contains), $"{one} contains {other}");
                one.Overlaps(other).ShouldBe(others.Exists(days.Contains), $"{one} overlaps {other}");
            }
        }
    }

    /// <summary>A policy of hundreds of rules compares each with all others.</summary>
    [Fact]
    public void Parts_of_the_year_are_compared_without_a_look_at_each_day()
    {
        var (year, contained) = (new Season(new(1, 1), new(12, 31)), 0);

        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < 200_000; i++)
        {
            contained += year.Contains(year) ? 1 : 0;
        }

        contained.ShouldBe(200_000);
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private static List<DateOnly> DaysOf(Season season) =>
        [.. Enumerable.Range(0, 366).Select(x => new DateOnly(2000, 1, 1).AddDays(x)).Where(season.Contains)];
}
