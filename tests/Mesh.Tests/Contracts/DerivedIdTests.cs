using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Contracts;

public sealed class DerivedIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Origin = Guid.CreateVersion7(Now);

    [Fact]
    public void The_same_parts_give_the_same_id_and_other_parts_another()
    {
        DerivedId.From(Origin, "refund", 1, "units").ShouldBe(DerivedId.From(Origin, "refund", 1, "units"));
        DerivedId.From(Origin, "refund", 1).ShouldNotBe(DerivedId.From(Origin, "refund", 2));
        DerivedId.From(Origin, "refund").ShouldNotBe(DerivedId.From(Guid.CreateVersion7(Now), "refund"));
    }

    [Fact]
    public void Parts_do_not_run_into_each_other()
    {
        Guid[] ids =
        [
            DerivedId.From(Origin, "a", "b", "c"),
            DerivedId.From(Origin, "a", "b/c"),
            DerivedId.From(Origin, "a/b", "c"),
            DerivedId.From(Origin, "a/b/c"),
            DerivedId.From(Origin, "a", "bc"),
            DerivedId.From(Origin, "ab", "c"),
            DerivedId.From(Origin, "a", "b", "c", ""),
            DerivedId.From(Origin, "a", "", "b", "c"),
        ];

        ids.ShouldBeUnique();
    }

    [Fact]
    public void Two_payments_of_a_refund_never_share_a_part() =>
        RefundPart.IdOf(Origin, "X", 1).ShouldNotBe(RefundPart.IdOf(Origin, "X/1", 0));

    [Fact]
    public void A_derived_id_sorts_by_the_time_of_its_origin()
    {
        var derived = DerivedId.From(Origin, "refund", 1);
        var derivedTwice = DerivedId.From(derived, "part", "X");

        foreach (var id in new[] { derived, derivedTwice })
        {
            id.ShouldBeInRange(
                Guid.CreateVersion7(Now.AddMilliseconds(-1)),
                Guid.CreateVersion7(Now.AddMilliseconds(1))
            );
            id.Version.ShouldBe(8);
            (id.Variant & 0xC).ShouldBe(8);
        }
    }

    [Fact]
    public void Without_an_origin_the_whole_id_is_a_hash() =>
        Enumerable.Range(0, 100).Select(i => DerivedId.From(Guid.Empty, "name", i).ToString()[..8]).ShouldBeUnique();
}
