using AfterSalesMesh.DurableMessaging.Delivery;
using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class OutageTests(RabbitMqFixture rabbit)
{
    [Fact]
    public async Task No_message_is_lost_while_the_database_is_away_for_twenty_seconds()
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
        await node.PublishAsync(new WriteDown("before"));
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_whose_sends_hang_ends_itself_if_the_broker_confirms_those_of_others(bool takes)
    {
        await using var broker = await RabbitMqServer.OwnAsync();
        var clock = new JumpingClock(DateTimeOffset.UtcNow);
        await using var world = await TestWorld.CreateAsync("sqlite", null!, broker.Uri, clock);
        var node = await world.StartAsync();
        var stopping = node.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        // A broker that is short of disk reads nothing: it hangs for all.
        await broker.ControlAsync("set_disk_free_limit", takes ? "1MB" : "100000GB");
        HashSet<string> looked = [.. await ConnectionsAsync()];
        var own = looked.Count;

        await Eventually.IsTrueAsync(
            async () =>
            {
                node.Services.GetRequiredService<BrokerMonitor>().OnTimeout();
                clock.Advance(BrokerMonitor.MinDuration / 4);
                looked.UnionWith(await ConnectionsAsync());
                return stopping.IsCancellationRequested || (!takes && looked.Count >= own + 3);
            },
            TimeSpan.FromSeconds(120)
        );

        stopping.IsCancellationRequested.ShouldBe(takes);
        Environment.ExitCode.ShouldBe(takes ? BrokerMonitor.ExitCode : 0);
        Environment.ExitCode = 0;
        await broker.ControlAsync("set_disk_free_limit", "1MB");

        async Task<string[]> ConnectionsAsync() =>
            (await broker.ControlAsync("--silent", "list_connections", "--no-table-headers", "pid")).Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries
            );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_whose_login_the_broker_refuses_ends_with_the_exit_code_for_a_restart(bool takenBack)
    {
        await using var broker = await RabbitMqServer.OwnAsync();
        await broker.ControlAsync("add_user", "shop", "first");
        await broker.ControlAsync("set_permissions", "shop", ".*", ".*", ".*");
        var clock = new JumpingClock(DateTimeOffset.UtcNow);
        await using var world = await TestWorld.CreateAsync("sqlite", null!, As("first"), clock);
        var node = await world.StartAsync();
        await node.PublishAsync(new WriteDown("before"));
        await world.UntilLinesAsync("heard: before", 1);
        var stopping = node.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

        await broker.ControlAsync("change_password", "shop", "second");
        await broker.ControlAsync("close_all_connections", "rotated");
        if (takenBack)
        {
            // The bus has given up by then, and does not try the login again.
            await Eventually.IsTrueAsync(
                () => node.Bus.CheckHealth().Endpoints.Values.Any(x => x.Exception is not null),
                TimeSpan.FromSeconds(60)
            );
            await broker.ControlAsync("change_password", "shop", "first");
        }
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(BrokerMonitor.MinDuration / 4);
                return stopping.IsCancellationRequested;
            },
            TimeSpan.FromSeconds(120),
            () =>
                string.Join('\n', node.Bus.CheckHealth().Endpoints.Values.Select(x => $"{x.Description} {x.Exception}"))
        );

        Environment.ExitCode.ShouldBe(BrokerMonitor.ExitCode);
        Environment.ExitCode = 0;
        await using var restarted = new TestWorld(
            "sqlite",
            world.Connection,
            As(takenBack ? "first" : "second"),
            TimeProvider.System
        );
        await (await restarted.StartAsync()).PublishAsync(new WriteDown("after"));
        await restarted.UntilLinesAsync("heard: after", 1);

        Uri As(string password) => new UriBuilder(broker.Uri) { UserName = "shop", Password = password }.Uri;
    }

    [Fact]
    public async Task A_process_that_stops_during_an_outage_returns_its_messages_to_the_broker()
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
