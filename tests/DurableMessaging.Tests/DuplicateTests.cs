using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class DuplicateTests(PostgresFixture postgres, RabbitMqFixture rabbit)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_message_delivered_five_times_at_once_changes_the_service_once(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, (await rabbit.ServerAsync()).Uri);
        var node = await world.StartAsync();
        var id = NewId.NextGuid();

        await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ => node.Bus.Publish(new WriteDown("again"), x => x.MessageId = id, TestWorld.Cancelled))
        );
        await node.Bus.Publish(new WriteDown("last"), TestWorld.Cancelled);

        await world.UntilLinesAsync("heard: last", 1);
        await world.UntilLinesAsync("heard: again", 1);
        await node.StopAsync();
        (await world.LinesAsync("again")).ShouldBe(1);
        (await world.LinesAsync("heard: again")).ShouldBe(1);
        await NothingFailedAsync(world);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_message_that_the_broker_flags_as_redelivered_is_looked_up_before_it_runs(string database)
    {
        var broker = await rabbit.ServerAsync();
        await using var world = await TestWorld.CreateAsync(database, postgres, broker.Uri);
        var node = await world.StartAsync();
        var text = $"once on {database}";
        var id = NewId.NextGuid();
        await PutIntoQueueAsync(broker.Uri, world.Queue("write-down"), id, text);
        await world.UntilLinesAsync($"heard: {text}", 1);
        await node.StopAsync();

        await PutIntoQueueAsync(broker.Uri, world.Queue("write-down"), id, text);
        await FlagAsRedeliveredAsync(broker.Uri, world.Queue("write-down"));
        var second = await world.StartAsync();
        await second.PublishAsync(new WriteDown("after"));
        await world.UntilLinesAsync("heard: after", 1);

        WriteDownConsumer.Runs(text).ShouldBe(1);
        (await world.LinesAsync(text)).ShouldBe(1);
        await NothingFailedAsync(world);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_duplicate_that_first_violates_the_handlers_own_key_is_not_a_failure(string database)
    {
        await using var world = await TestWorld.CreateAsync(database, postgres, (await rabbit.ServerAsync()).Uri);
        var node = await world.StartAsync();
        var id = NewId.NextGuid();
        var text = $"{WriteDownConsumer.OnlyOnce} hello";
        await node.Bus.Publish(new WriteDown(text), x => x.MessageId = id, TestWorld.Cancelled);
        await world.UntilLinesAsync(text, 1);

        await node.Bus.Publish(new WriteDown(text), x => x.MessageId = id, TestWorld.Cancelled);
        await node.Bus.Publish(new WriteDown("after"), TestWorld.Cancelled);

        await world.UntilLinesAsync("heard: after", 1);
        await node.StopAsync();
        (await world.LinesAsync(text)).ShouldBe(1);
        await NothingFailedAsync(world);
    }

    [Fact]
    public async Task Inbox_rows_are_deleted_after_seven_days_and_not_before()
    {
        var clock = new JumpingClock(DateTimeOffset.UtcNow);
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, broker: null, clock);
        var node = await world.StartAsync();
        await node.Bus.Publish(new WriteDown("old"), TestWorld.Cancelled);
        await world.UntilLinesAsync("old", 1);

        clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await node.Bus.Publish(new WriteDown("new"), TestWorld.Cancelled);
        await world.UntilLinesAsync("new", 1);
        await using var db = world.Open();
        (await db.Inbox.CountAsync(x => x.Consumer == world.Queue("write-down"), TestWorld.Cancelled)).ShouldBe(2);

        await Eventually.IsTrueAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromMinutes(10));
                return await db.Inbox.CountAsync(x => x.Consumer == world.Queue("write-down"), TestWorld.Cancelled)
                    == 1;
            },
            TimeSpan.FromSeconds(30)
        );
    }

    private async Task NothingFailedAsync(TestWorld world) =>
        await world.NothingFailedAsync(await rabbit.ServerAsync());

    private static async Task PutIntoQueueAsync(Uri broker, string queue, Guid id, string text)
    {
        var envelope = new
        {
            messageId = id,
            messageType = new[] { MessageUrn.ForTypeString<WriteDown>() },
            message = new WriteDown(text),
        };
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(
            TestWorld.Cancelled
        );
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestWorld.Cancelled);
        await channel.BasicPublishAsync(
            "",
            queue,
            mandatory: true,
            new BasicProperties { ContentType = "application/vnd.masstransit+json", MessageId = id.ToString() },
            JsonSerializer.SerializeToUtf8Bytes(envelope, JsonSerializerOptions.Web),
            TestWorld.Cancelled
        );
    }

    private static async Task FlagAsRedeliveredAsync(Uri broker, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(
            TestWorld.Cancelled
        );
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestWorld.Cancelled);
        var message = (await channel.BasicGetAsync(queue, autoAck: false, TestWorld.Cancelled)).ShouldNotBeNull();
        await channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true, TestWorld.Cancelled);
    }
}
