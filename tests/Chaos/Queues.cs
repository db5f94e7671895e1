using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace AfterSalesMesh.Chaos;

/// <summary>The services' queues, for those who meddle with what is in them.</summary>
internal sealed class Queues : IAsyncDisposable
{
    /// <summary>A header of messages that are poison on purpose: they are left alone, so that they can be counted.</summary>
    public const string Poison = "chaos-poison";

    private readonly IConnection _connection;

    private Queues(IConnection connection, IReadOnlyList<string> names) => (_connection, Names) = (connection, names);

    public IReadOnlyList<string> Names { get; }

    public static async Task<Queues> OpenAsync(World world)
    {
        var connection = await new ConnectionFactory
        {
            Uri = world.Mesh.Broker.Uri,
            AutomaticRecoveryEnabled = false,
        }.CreateConnectionAsync();
        return new Queues(connection, world.Endpoints);
    }

    /// <summary>A channel whose publishes wait for their confirm.</summary>
    public Task<IChannel> ChannelAsync() =>
        _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)
        );

    /// <summary>Takes every message before the services do, for a while; none of them is acknowledged yet.</summary>
    public async Task<IReadOnlyList<Taken>> TakeAsync(TimeSpan time, CancellationToken cancellation)
    {
        ConcurrentQueue<Taken> taken = [];
        List<(IChannel Channel, string Consumer)> consumers = [];
        foreach (var queue in Names)
        {
            var channel = await ChannelAsync();
            consumers.Add((channel, await ConsumeAsync(channel, queue, first: true, taken.Enqueue)));
        }
        await Task.Delay(time, cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
        foreach (var (channel, consumer) in consumers)
        {
            await channel.BasicCancelAsync(consumer, cancellationToken: CancellationToken.None);
        }
        return [.. taken];
    }

    /// <summary>Gets a copy of whatever goes to the services, for a while.</summary>
    public async Task<IReadOnlyList<Taken>> CopyAsync(TimeSpan time, CancellationToken cancellation)
    {
        ConcurrentQueue<Taken> copies = [];
        foreach (var queue in Names)
        {
            var channel = await ChannelAsync();
            var shadow = await channel.QueueDeclareAsync(cancellationToken: cancellation);
            // Each endpoint has an exchange of its queue's name, through which all that is meant for it comes.
            await channel.QueueBindAsync(shadow.QueueName, queue, "", cancellationToken: cancellation);
            await ConsumeAsync(channel, shadow.QueueName, first: false, x => copies.Enqueue(x with { Queue = queue }));
        }
        await Task.Delay(time, cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
        return [.. copies];
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task<string> ConsumeAsync(IChannel channel, string queue, bool first, Action<Taken> take)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            var properties = new BasicProperties(message.BasicProperties);
            take(new Taken(queue, channel, message.DeliveryTag, properties, message.Body.ToArray()));
            return Task.CompletedTask;
        };
        var arguments = new Dictionary<string, object?> { ["x-priority"] = first ? 10 : 0 };
        return await channel.BasicConsumeAsync(queue, autoAck: false, "", false, false, arguments, consumer);
    }
}

/// <summary>A message that chaos has in hand.</summary>
internal sealed record Taken(string Queue, IChannel Channel, ulong Tag, BasicProperties Properties, byte[] Body)
{
    public bool IsPoison => Properties.Headers?.ContainsKey(Queues.Poison) == true;

    /// <summary>Back into its queue, behind the others, as a message that was never there; returns once it is safe.</summary>
    public ValueTask PublishAsync() => Channel.BasicPublishAsync("", Queue, mandatory: true, Properties, Body);

    /// <summary>The broker may forget it.</summary>
    public ValueTask AcknowledgeAsync() => Channel.BasicAckAsync(Tag, multiple: false);

    /// <summary>To the services, as if nothing had happened.</summary>
    public ValueTask GiveBackAsync() => Channel.BasicNackAsync(Tag, multiple: false, requeue: true);
}
