using AfterSalesMesh.DurableMessaging.Delivery;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class CrashTests(PostgresFixture postgres, RabbitMqFixture rabbit)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task Another_replica_sends_a_message_after_a_crash_between_commit_and_publish(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, (await rabbit.ServerAsync()).Uri);
        await world.Build().PublishAsync(new WriteDown("left behind"));
        await using (var db = world.Open())
        {
            (await db.Outbox.CountAsync(TestWorld.Cancelled)).ShouldBe(1);
        }
        await world.AgeOutboxAsync();

        await world.StartAsync();

        await world.UntilLinesAsync("heard: left behind", 1);
        await world.UntilOutboxIsEmptyAsync();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_message_is_sent_again_after_a_crash_between_publish_and_delete_and_changes_nothing(
        string database
    )
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, (await rabbit.ServerAsync()).Uri);
        await world.Build().PublishAsync(new WriteDown("sent already"));
        await using var db = world.Open();
        var row = await db.Outbox.AsNoTracking().SingleAsync(TestWorld.Cancelled);
        await world.AgeOutboxAsync();
        var node = await world.StartAsync();
        await world.UntilLinesAsync("heard: sent already", 1);
        await world.UntilOutboxIsEmptyAsync();

        row.DueAt = DateTimeOffset.UtcNow.AddMinutes(-1);
        db.Outbox.Add(row);
        await db.SaveChangesAsync(TestWorld.Cancelled);
        await world.UntilOutboxIsEmptyAsync();
        await node.PublishAsync(new WriteDown("after"));
        await world.UntilLinesAsync("heard: after", 1);
        await node.StopAsync();

        (await world.LinesAsync("sent already")).ShouldBe(1);
        (await world.LinesAsync("heard: sent already")).ShouldBe(1);
    }

    [Fact]
    public async Task A_process_that_is_asked_to_stop_first_sends_its_last_messages()
    {
        await using var world = await TestWorld.CreateAsync("postgres", postgres, (await rabbit.ServerAsync()).Uri);
        var node = await world.StartAsync();
        await node.PublishAsync(new WriteDown("first"));
        await world.UntilLinesAsync("heard: first", 1);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => node.PublishAsync(new WriteDown($"last {i}"))));
        await node.StopAsync();

        await using var db = world.Open();
        (await db.Outbox.CountAsync(TestWorld.Cancelled)).ShouldBe(0);
        // Some messages were consumed here, and the events of their handlers were sent; the others wait at the broker.
        (await db.Inbox.CountAsync(TestWorld.Cancelled)).ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_message_that_cannot_be_sent_delays_no_other_and_becomes_a_failure(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, (await rabbit.ServerAsync()).Uri);
        var dead = world.Build();
        await dead.CommitAsync(
            async (_, outbox) =>
            {
                await outbox.SendAsync(
                    new Uri($"exchange:{world.Queue("nobody")}"),
                    new WriteDown("to nobody"),
                    TestWorld.Cancelled
                );
                await outbox.PublishAsync(new WriteDown("to somebody"), TestWorld.Cancelled);
            }
        );
        await world.AgeOutboxAsync();

        await world.StartAsync();
        await world.UntilLinesAsync("heard: to somebody", 1);

        // A command that no queue takes comes back from the broker.
        var stuck = await UntilStuckAsync(world, x => x.LastError is not null);
        stuck.Refusals.ShouldBe(1);
        stuck.DueAt.ShouldNotBeNull().ShouldBeGreaterThan(DateTimeOffset.UtcNow);

        await world.RefusedBeforeAsync(OutboxSweep<ShopDb>.MaxRefusals - 1);
        var failure = (await world.UntilFailuresAsync(1)).Single();
        failure.Kind.ShouldBe(FailureKinds.Unsent);
        failure.MessageId.ShouldBe(stuck.Id);
        await world.UntilOutboxIsEmptyAsync();
    }

    [Fact]
    public async Task A_commit_that_fails_sends_nothing()
    {
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, broker: null);
        var node = await world.StartAsync();
        var id = Guid.CreateVersion7();
        await node.CommitAsync((db, _) => Task.FromResult(db.Add(new Line { Id = id, Text = "first" })));

        await Should.ThrowAsync<DbUpdateException>(() =>
            node.CommitAsync(
                async (db, outbox) =>
                {
                    db.Add(new Line { Id = id, Text = "same key" });
                    await outbox.PublishAsync(new WriteDown("never"), TestWorld.Cancelled);
                }
            )
        );
        await node.PublishAsync(new WriteDown("after"));
        await world.UntilLinesAsync("heard: after", 1);

        (await world.LinesAsync("never")).ShouldBe(0);
    }

    [Fact]
    public async Task Messages_committed_while_the_broker_is_away_are_sent_when_it_is_back()
    {
        await using var broker = await RabbitMqServer.OwnAsync();
        await using var world = await TestWorld.CreateAsync("postgres", postgres, broker.Uri);
        var node = await world.StartAsync();
        // RabbitMQ keeps for certain only the queues that it has found at a start.
        await broker.StopAsync();
        await broker.StartAsync();
        await broker.KillAsync();

        await node.PublishAsync(new WriteDown("in the dark"));
        await broker.StartAsync();

        await Eventually.IsTrueAsync(
            async () =>
            {
                await world.AgeOutboxAsync();
                return await world.LinesAsync("heard: in the dark") == 1;
            },
            TimeSpan.FromSeconds(90)
        );
        (await world.LinesAsync("in the dark")).ShouldBe(1);
    }

    private static async Task<OutboxMessage> UntilStuckAsync(TestWorld world, Func<OutboxMessage, bool> condition)
    {
        OutboxMessage? row = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var db = world.Open();
                row = await db.Outbox.AsNoTracking().SingleAsync(TestWorld.Cancelled);
                return condition(row);
            },
            TimeSpan.FromSeconds(30),
            () => $"Refusals {row?.Refusals}, error {row?.LastError}"
        );
        return row!;
    }
}
