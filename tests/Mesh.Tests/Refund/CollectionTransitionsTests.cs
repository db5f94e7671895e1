using AfterSalesMesh.Refund.Collections;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class CollectionTransitionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly LinkAnswer Made = new(LinkOutcome.Made, "", "link", "https://pay.example/link");
    private static readonly LinkAnswer Unpaid = new(LinkOutcome.Unpaid, "");

    [Fact]
    public void An_unpaid_link_is_looked_up_at_growing_intervals_and_when_its_time_is_over()
    {
        var it = Owed(TimeSpan.FromHours(5));
        it.Apply(Made, Start);
        List<TimeSpan> waits = [it.DueAt!.Value - Start];
        for (var now = it.DueAt.Value; now < it.PayBy; now = it.DueAt.Value)
        {
            it.Attempts++;
            it.Apply(Unpaid, now);
            waits.Add(it.DueAt.Value - now);
        }

        waits.Take(10).Select(x => x.TotalSeconds).ShouldBe([15, 15, 30, 60, 120, 240, 480, 960, 1920, 3600]);
        it.DueAt.ShouldBe(it.PayBy);
    }

    [Fact]
    public void A_late_answer_does_not_override_one_given_after_the_link_was_closed()
    {
        var it = Owed(TimeSpan.FromHours(5));
        it.Apply(Made, Start);
        it.Apply(new LinkAnswer(LinkOutcome.Processing, "", IsClosed: true, IsPending: true), Start);

        it.Apply(Unpaid, Start);
        it.Apply(new LinkAnswer(LinkOutcome.Declined, ""), Start);

        (it.Status, it.Failure).ShouldBe(("processing", null));
    }

    [Fact]
    public void A_second_link_does_not_replace_the_first()
    {
        var it = Owed(TimeSpan.FromHours(5));
        it.Apply(Made, Start);

        it.Apply(Made with { LinkId = "other", Url = "https://pay.example/other" }, Start);

        (it.LinkId, it.Url).ShouldBe((Made.LinkId, Made.Url));
    }

    private static Collection Owed(TimeSpan time) =>
        new()
        {
            Id = Guid.NewGuid(),
            StorefrontId = "shop",
            OrderNumber = "1001",
            Amount = 100,
            Currency = "EUR",
            Reason = "repair",
            PayBy = Start + time,
        };
}
