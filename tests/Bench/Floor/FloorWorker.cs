using System.Buffers.Binary;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace AfterSalesMesh.Bench.Floor;

/// <summary>
/// One process of the floor: takes the messages of a service's queue, does its share, passes the chain on, confirmed, and
/// acknowledges. It runs until it is ended.
/// </summary>
internal sealed class FloorWorker(FloorPlan plan, string database, string broker, int service)
{
    public const int Services = 5;
    public const string News = "floor-news";
    private const int SideBySide = 16;

    private static readonly BasicProperties Persistent = new() { Persistent = true };

    private readonly Share _events = new(plan.Events);

    public static string QueueOf(int hop) => $"floor-{hop % Services}";

    public static byte[] Message(FloorPlan plan, Guid chain)
    {
        var body = new byte[Math.Max(20, plan.MessageBytes)];
        chain.TryWriteBytes(body);
        return body;
    }

    public static Task<IChannel> ChannelAsync(IConnection connection) =>
        connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true,
                outstandingPublisherConfirmationsRateLimiter: null,
                consumerDispatchConcurrency: SideBySide
            )
        );

    public async Task RunAsync()
    {
        await using var work = new FloorDatabase(plan, database);
        var factory = new ConnectionFactory { Uri = new Uri(broker) };
        await using var connection = await factory.CreateConnectionAsync();
        await using var taking = await ChannelAsync(connection);
        await using var saying = await ChannelAsync(connection);
        await taking.BasicQosAsync(0, 2 * SideBySide, global: false);
        var consumer = new AsyncEventingBasicConsumer(taking);
        consumer.ReceivedAsync += async (_, message) =>
        {
            try
            {
                // Copied: the buffer is the client's again when this returns.
                await HopAsync(work, saying, message.Body.ToArray());
                await taking.BasicAckAsync(message.DeliveryTag, false);
            }
            catch (Exception exception)
            {
                await Console.Error.WriteLineAsync($"{exception}");
                Environment.Exit(1);
            }
        };
        await taking.BasicConsumeAsync(QueueOf(service), autoAck: false, consumer);
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
    }

    private async Task HopAsync(FloorDatabase work, IChannel saying, byte[] body)
    {
        var hop = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(16)) + 1;
        var ends = hop == plan.Hops;
        await work.HopAsync(ends ? new Guid(body.AsSpan(0, 16)) : null);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(16), hop);
        List<Task> said = [];
        if (!ends)
        {
            said.Add(saying.BasicPublishAsync("", QueueOf(hop), true, Persistent, body).AsTask());
        }
        for (var i = _events.Take(); i > 0; i--)
        {
            said.Add(saying.BasicPublishAsync(News, "", false, Persistent, body).AsTask());
        }
        await Task.WhenAll(said);
    }
}
