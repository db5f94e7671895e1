using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class SagaTests(PostgresFixture postgres, RabbitMqFixture rabbit)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task Two_replicas_that_race_for_one_row_lose_no_message(string database)
    {
        const int Messages = 60;
        var broker = await rabbit.ServerAsync();
        await using var world = await TestWorld.CreateAsync(database, postgres, broker.Uri);
        var tally = await NewTallyAsync(world);
        var one = await world.StartAsync();
        var two = await world.StartAsync();

        await Task.WhenAll(
            Enumerable.Range(0, Messages).Select(i => (i % 2 == 0 ? one : two).PublishAsync(new CountUp(tally)))
        );

        await UntilAsync(world, tally, x => x.Count == Messages, 60);
        await world.NothingFailedAsync(broker);
    }

    [Theory]
    [InlineData("sqlite", false)]
    [InlineData("sqlite", true)]
    [InlineData("postgres", false)]
    [InlineData("postgres", true)]
    [InlineData("sqlserver", false)]
    [InlineData("sqlserver", true)]
    public async Task Messages_of_one_handler_end_in_the_same_state_in_any_order(string database, bool rightFirst)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, (await rabbit.ServerAsync()).Uri);
        var tally = await NewTallyAsync(world);
        var node = await world.StartAsync();

        await node.PublishAsync(new PublishBoth(tally, rightFirst));

        await UntilAsync(world, tally, x => x.Seen == "left+right");
    }

    [Fact]
    public async Task A_saga_that_is_due_is_nudged_as_often_as_it_asks_and_then_left_alone()
    {
        var clock = new JumpingClock(DateTimeOffset.UtcNow);
        await using var world = await TestWorld.CreateAsync(
            "sqlite",
            postgres,
            (await rabbit.ServerAsync()).Uri,
            clock
        );
        await world.StartAsync();
        var tally = await NewTallyAsync(world, clock.GetUtcNow().AddHours(1));

        await AdvanceUntilAsync(world, clock, tally, x => x.Nudges == 1);
        (clock.GetUtcNow() - Started(clock)).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        await AdvanceUntilAsync(world, clock, tally, x => x is { Nudges: 3, DueAt: null });
        clock.Advance(TimeSpan.FromDays(30));
        var other = await NewTallyAsync(world, clock.GetUtcNow());
        await AdvanceUntilAsync(world, clock, other, x => x is { Nudges: 3, DueAt: null });

        await UntilAsync(world, tally, x => x.Nudges == 3);
    }

    [Fact]
    public async Task A_saga_that_waits_is_due_at_once_when_a_transport_that_forgets_starts_again()
    {
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, broker: null);
        var tally = await NewTallyAsync(world, DateTimeOffset.UtcNow.AddDays(1));

        await world.StartAsync();

        // What is sent before the endpoint listens is lost with this transport, and due again in 30 s.
        await UntilAsync(world, tally, x => x.Nudges == 1, seconds: 60);
    }

    private static DateTimeOffset Started(JumpingClock clock) => clock.Start;

    private static async Task<Guid> NewTallyAsync(TestWorld world, DateTimeOffset? dueAt = null)
    {
        await using var db = world.Open();
        var tally = new Tally { CorrelationId = Guid.CreateVersion7(), DueAt = dueAt };
        db.Tallies.Add(tally);
        await db.SaveChangesAsync(TestWorld.Cancelled);
        return tally.CorrelationId;
    }

    private static Task AdvanceUntilAsync(TestWorld world, JumpingClock clock, Guid id, Func<Tally, bool> condition) =>
        Eventually.IsTrueAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromMinutes(10));
                await using var db = world.Open();
                return condition(await db.Tallies.SingleAsync(x => x.CorrelationId == id, TestWorld.Cancelled));
            },
            TimeSpan.FromSeconds(30)
        );

    private static Task UntilAsync(TestWorld world, Guid id, Func<Tally, bool> condition, int seconds = 30)
    {
        Tally? tally = null;
        return Eventually.IsTrueAsync(
            async () =>
            {
                await using var db = world.Open();
                tally = await db.Tallies.SingleAsync(x => x.CorrelationId == id, TestWorld.Cancelled);
                return condition(tally);
            },
            TimeSpan.FromSeconds(seconds),
            () => $"Count {tally?.Count}, seen {tally?.Seen}, nudges {tally?.Nudges}"
        );
    }
}
