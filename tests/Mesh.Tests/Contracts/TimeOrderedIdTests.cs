using AfterSalesMesh.Contracts.Ids;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Contracts;

public sealed class TimeOrderedIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ids_of_one_moment_sort_in_the_order_in_which_they_were_made()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => TimeOrderedId.At(Now)).ToList();

        ids.ShouldBe(ids.Order());
        ids.ShouldBeUnique();
        ids.ShouldAllBe(x => x.Version == 7 && (x.Variant & 0xC) == 8);
    }

    [Fact]
    public void A_later_moment_sorts_later_within_a_millisecond_and_whatever_was_made_first()
    {
        List<DateTimeOffset> times = [Now.AddMilliseconds(1), Now.AddMicroseconds(999), Now.AddMicroseconds(1), Now];

        times.OrderBy(TimeOrderedId.At).ShouldBe(times.Order());
    }

    [Fact]
    public void An_id_sorts_among_version_7_ids_by_the_millisecond()
    {
        var before = Guid.CreateVersion7(Now.AddMilliseconds(-1));
        var after = Guid.CreateVersion7(Now.AddMilliseconds(1));

        TimeOrderedId.At(Now).ShouldBeInRange(before, after);
    }
}
