using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class CommitTests(RabbitMqFixture rabbit)
{
    [Fact]
    public async Task A_consumed_message_needs_at_most_1_1_writing_commits()
    {
        const int Messages = 1_000;
        // Autovacuum takes transaction ids of its own; so this server is without it, and used by this test alone.
        await using var server = await PostgresServer.OwnAsync(autovacuum: false);
        await using var world = await TestWorld.OnAsync(
            "postgres",
            await server.CreateDatabaseAsync("shop"),
            (await rabbit.ServerAsync()).Uri
        );
        var node = await world.StartAsync();
        await node.Bus.Publish(new WriteDown("warm"), TestWorld.Cancelled);
        await world.UntilLinesAsync("heard: warm", 1);
        await world.UntilOutboxIsEmptyAsync();

        var before = await world.NextTransactionIdAsync();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Messages),
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestWorld.Cancelled },
            async (_, cancellation) => await node.Bus.Publish(new WriteDown("many"), cancellation)
        );
        await world.UntilLinesAsync("heard: many", Messages, seconds: 90);
        await world.UntilOutboxIsEmptyAsync();
        var commits = await world.NextTransactionIdAsync() - before;

        // Each of the messages is consumed, and so is the event that its consumer publishes.
        (commits / (2.0 * Messages)).ShouldBeInRange(1.0, 1.1);
        await using var db = world.Open();
        (await db.Inbox.CountAsync(TestWorld.Cancelled)).ShouldBe(2 * Messages + 2);
    }
}
