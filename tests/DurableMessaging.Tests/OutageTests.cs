using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using Microsoft.Extensions.Time.Testing;
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
    public async Task A_connection_on_which_sends_hang_is_cut_and_made_anew()
    {
        await using var broker = await RabbitMqServer.OwnAsync();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await PostgresServer.OwnAsync();
        await using var world = await TestWorld.OnAsync(
            "postgres",
            await server.CreateDatabaseAsync("shop"),
            broker.Uri,
            clock
        );
        var node = await world.StartAsync();
        await node.SayAsync(new WriteDown("before"));
        await world.UntilLinesAsync("heard: before", 1);
        var before = await ConnectionsAsync();
        before.ShouldNotBeEmpty();

        // With its disk alarm on, the broker keeps the connection and reads nothing from it: as when a client hangs.
        await broker.ControlAsync("set_disk_free_limit", "100000GB");
        await node.SayAsync(new WriteDown("meanwhile"));
        await Eventually.IsTrueAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                // The old one stays in the broker's list: it does not read, so it does not see the end either.
                return (await ConnectionsAsync()).Except(before).Any();
            },
            TimeSpan.FromSeconds(60)
        );

        await broker.ControlAsync("set_disk_free_limit", "1MB");
        await Eventually.IsTrueAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return await world.LinesAsync("heard: meanwhile") == 1;
            },
            TimeSpan.FromSeconds(60)
        );

        async Task<string[]> ConnectionsAsync() =>
            (await broker.ControlAsync("--silent", "list_connections", "--no-table-headers", "pid")).Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries
            );
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
