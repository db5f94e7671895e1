using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class OutageTests(RabbitMqFixture rabbit)
{
    [Fact]
    public async Task A_database_that_is_away_for_twenty_seconds_costs_no_message()
    {
        const int Messages = 40;
        var broker = await rabbit.ServerAsync();
        await using var server = await PostgresServer.OwnAsync();
        await using var world = await TestWorld.OnAsync(
            "postgres",
            await server.CreateDatabaseAsync("shop"),
            broker.Uri
        );
        var node = await world.StartAsync();
        await node.SayAsync(new WriteDown("before"));
        await world.UntilLinesAsync("heard: before", 1);

        await server.StopAsync(immediate: true);
        for (var i = 0; i < Messages; i++)
        {
            await node.Bus.Publish(new WriteDown($"during {i}"), TestWorld.Cancelled);
        }
        await Task.Delay(TimeSpan.FromSeconds(20), TestWorld.Cancelled);
        await server.StartAsync();

        for (var i = 0; i < Messages; i++)
        {
            await world.UntilLinesAsync($"heard: during {i}", 1, seconds: 60);
            (await world.LinesAsync($"during {i}")).ShouldBe(1);
        }
        await world.NothingFailedAsync(broker);
    }

    [Fact]
    public async Task A_process_that_stops_during_an_outage_gives_its_messages_back()
    {
        var broker = await rabbit.ServerAsync();
        await using var server = await PostgresServer.OwnAsync();
        await using var world = await TestWorld.OnAsync(
            "postgres",
            await server.CreateDatabaseAsync("shop"),
            broker.Uri
        );
        var node = await world.StartAsync();
        await server.StopAsync(immediate: true);
        await node.Bus.Publish(new WriteDown("given back"), TestWorld.Cancelled);
        await Eventually.IsTrueAsync(() => WriteDownConsumer.Runs("given back") > 0, TimeSpan.FromSeconds(30));
        await node.StopAsync();
        await server.StartAsync();

        await world.StartAsync();

        await world.UntilLinesAsync("heard: given back", 1);
        await world.NothingFailedAsync(broker);
    }
}
