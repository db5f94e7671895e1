using System.Text;
using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Delivery;
using AfterSalesMesh.DurableMessaging.Failures;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class FailureTests(PostgresFixture postgres, RabbitMqFixture rabbit)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    public async Task A_message_that_fails_while_the_database_answers_becomes_a_failure_and_changes_nothing(
        string database
    )
    {
        var broker = await rabbit.ServerAsync();
        await using var world = await TestWorld.CreateAsync(database, postgres, broker.Uri);
        var node = await world.StartAsync();
        var (poison, id) = (WriteDownConsumer.NewPoison(), NewId.NextGuid());

        await node.Bus.Publish(new WriteDown(poison), x => x.MessageId = id, TestWorld.Cancelled);
        await node.PublishAsync(new WriteDown("fine"));

        await world.UntilLinesAsync("heard: fine", 1);
        var failure = (await world.UntilFailuresAsync(1)).Single();
        failure.Kind.ShouldBe(FailureKinds.Failed);
        failure.Endpoint.ShouldBe(world.Queue("write-down"));
        failure.MessageId.ShouldBe(id);
        failure.MessageType.ShouldBe(nameof(WriteDown));
        failure.Reason.ShouldBe("InvalidOperationException: This text cannot be written down.");
        failure.Count.ShouldBe(1);
        failure.FirstAt.ShouldBe(failure.LastAt);
        failure.ReplayedAt.ShouldBeNull();
        (await world.LinesAsync(poison)).ShouldBe(0);
        (await world.LinesAsync($"heard: {poison}")).ShouldBe(0);
        (await world.LeftInErrorQueuesAsync(broker)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("sqlserver")]
    [InlineData("sqlite in memory")]
    public async Task A_replayed_message_that_fails_is_counted_and_after_a_repair_is_handled_once(string database)
    {
        var broker = database.EndsWith("memory", StringComparison.Ordinal) ? null : (await rabbit.ServerAsync()).Uri;
        await using var world = await TestWorld.CreateAsync(database.Split(' ')[0], postgres, broker);
        var node = await world.StartAsync();
        var (poison, id) = (WriteDownConsumer.NewPoison(), NewId.NextGuid());
        await node.Bus.Publish(new WriteDown(poison), x => x.MessageId = id, TestWorld.Cancelled);
        var failure = (await world.UntilFailuresAsync(1)).Single();

        await ReplayAsync(node, failure.Id);
        var again = (await world.UntilFailuresAsync(1, x => x.Count == 2)).Single();
        again.Id.ShouldBe(failure.Id);
        again.MessageId.ShouldBe(id);
        again.LastAt.ShouldBeGreaterThan(again.FirstAt);
        again.ReplayedAt.ShouldBeNull();

        WriteDownConsumer.Repair(poison);
        // Of two who ask at once, one commit stands.
        await Task.WhenAll(ReplayAsync(node, failure.Id), ReplayAsync(node, failure.Id));
        await world.UntilLinesAsync($"heard: {poison}", 1);
        await node.PublishAsync(new WriteDown("after"));
        await world.UntilLinesAsync("heard: after", 1);
        await world.UntilOutboxIsEmptyAsync();

        (await world.LinesAsync(poison)).ShouldBe(1);
        (await world.LinesAsync($"heard: {poison}")).ShouldBe(1);
        await using var db = world.Open();
        (await db.Inbox.CountAsync(x => x.MessageId == id, TestWorld.Cancelled)).ShouldBe(1);
    }

    [Fact]
    public async Task Bytes_that_are_not_a_message_are_stored_unchanged_and_once()
    {
        var broker = await rabbit.ServerAsync();
        await using var world = await TestWorld.CreateAsync("postgres", postgres, broker.Uri);
        await world.StartAsync();
        byte[] garbage = [0, 255, .. Encoding.UTF8.GetBytes("{\"not\": \"a message\"")];

        await PutAsync(broker.Uri, world.Queue("write-down"), garbage, "application/vnd.masstransit+json");
        await PutAsync(broker.Uri, world.Queue("write-down"), garbage, "application/vnd.masstransit+json");

        var failure = (await world.UntilFailuresAsync(1, x => x.Count == 2)).Single();
        failure.Kind.ShouldBe(FailureKinds.Unreadable);
        failure.Body.ShouldBe(garbage);
        failure.MessageType.ShouldBeEmpty();
        (await world.LeftInErrorQueuesAsync(broker)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_without_a_consumer_is_stored_as_a_failure()
    {
        var broker = await rabbit.ServerAsync();
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, broker.Uri);
        var node = await world.StartAsync();
        var endpoint = await node.Bus.GetSendEndpoint(new Uri($"exchange:{world.Queue("write-down")}"));

        await endpoint.Send(new CountUp(Guid.NewGuid()), TestWorld.Cancelled);

        var failure = (await world.UntilFailuresAsync(1)).Single();
        failure.Kind.ShouldBe(FailureKinds.Unknown);
        failure.MessageType.ShouldBe(nameof(CountUp));
        (await world.LeftInErrorQueuesAsync(broker)).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_failed_nudges_of_a_saga_are_one_failure()
    {
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, broker: null);
        var node = await world.StartAsync();
        var saga = Guid.CreateVersion7();
        var endpoint = await node.Bus.GetSendEndpoint(new Uri($"exchange:{world.Queue("write-down")}"));
        foreach (var minute in new[] { 0, 1, 2 })
        {
            var at = DateTimeOffset.UtcNow.AddMinutes(minute);
            await endpoint.Send(new SagaIsDue(saga, at, at), TestWorld.Cancelled);
        }

        (await world.UntilFailuresAsync(1, x => x.Count == 3)).Single().MessageType.ShouldBe(nameof(SagaIsDue));
    }

    [Fact]
    public async Task A_message_that_the_broker_stopped_delivering_is_stored_and_can_be_replayed()
    {
        var broker = await rabbit.ServerAsync();
        await using var world = await TestWorld.CreateAsync("postgres", postgres, broker.Uri);
        world.Quorum = true;
        var node = await world.StartAsync();
        await node.StopAsync();
        var endpoint = world.Queue("write-down");
        await PutAsync(broker.Uri, endpoint, Message("deadly"), "application/vnd.masstransit+json");
        await Eventually.IsTrueAsync(
            async () =>
            {
                await DieWithOneAsync(broker.Uri, endpoint);
                return (await broker.QueuesAsync()).GetValueOrDefault(DeadLetters.QueueOf(endpoint)) == 1;
            },
            TimeSpan.FromSeconds(60)
        );

        var second = await world.StartAsync();

        var failure = (await world.UntilFailuresAsync(1)).Single();
        failure.Kind.ShouldBe(FailureKinds.Undelivered);
        failure.Endpoint.ShouldBe(endpoint);
        failure.MessageType.ShouldBe(nameof(WriteDown));
        (await world.LinesAsync("deadly")).ShouldBe(0);
        await ReplayAsync(second, failure.Id);
        await world.UntilLinesAsync("heard: deadly", 1);
    }

    [Fact]
    public async Task An_unsent_message_can_be_replayed_once_its_queue_exists()
    {
        await using var world = await TestWorld.CreateAsync("postgres", postgres, (await rabbit.ServerAsync()).Uri);
        await world
            .Build()
            .CommitAsync(
                (_, outbox) =>
                    outbox.SendAsync(
                        new Uri($"exchange:{world.Queue("late")}"),
                        new WriteDown("to who came late"),
                        TestWorld.Cancelled
                    )
            );
        await world.RefusedBeforeAsync(OutboxSweep<ShopDb>.MaxRefusals - 1);
        var node = await world.StartAsync();
        var failure = (await world.UntilFailuresAsync(1)).Single();
        await using var late = await BindAsync(
            (await rabbit.ServerAsync()).Uri,
            world.Queue("late"),
            world.Queue("write-down")
        );

        await ReplayAsync(node, failure.Id);

        await world.UntilLinesAsync("heard: to who came late", 1);
        (await world.LinesAsync("to who came late")).ShouldBe(1);
        await world.UntilOutboxIsEmptyAsync();
    }

    private static async Task ReplayAsync(Node node, Guid id)
    {
        try
        {
            await node.CommitAsync(
                async (db, _) =>
                    db.Replay(
                        await db.Failures.SingleAsync(x => x.Id == id, TestWorld.Cancelled),
                        DateTimeOffset.UtcNow
                    )
            );
        }
        catch (Exception race) when (Outage.IsConflict(race))
        {
            // The other one does it.
        }
    }

    private static async Task PutAsync(Uri broker, string queue, byte[] body, string contentType)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var properties = new BasicProperties { ContentType = contentType, Persistent = true };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, TestWorld.Cancelled);
    }

    private static byte[] Message(string text) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                messageId = Guid.NewGuid(),
                messageType = new[] { MessageUrn.ForTypeString<WriteDown>() },
                message = new { text },
            }
        );

    /// <summary>Takes a message, and is gone before it was acknowledged.</summary>
    private static async Task DieWithOneAsync(Uri broker, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicGetAsync(queue, autoAck: false);
    }

    private static async Task<IConnection> BindAsync(Uri broker, string exchange, string queue)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        await channel.QueueBindAsync(queue, exchange, "");
        return connection;
    }
}
