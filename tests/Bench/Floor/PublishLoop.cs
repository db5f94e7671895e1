using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace AfterSalesMesh.Bench.Floor;

/// <summary>What the broker alone takes: persistent messages, confirmed, delivered and acknowledged, and nothing else.</summary>
internal static class PublishLoop
{
    private const string Queue = "floor-bare";

    /// <summary>Messages a second.</summary>
    public static async Task<double> RunAsync(Uri broker, int messageBytes, int sideBySide, TimeSpan time)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var taking = await FloorWorker.ChannelAsync(connection);
        await using var saying = await FloorWorker.ChannelAsync(connection);
        await taking.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        await taking.BasicQosAsync(0, 64, global: false);
        var acknowledged = 0;
        var consumer = new AsyncEventingBasicConsumer(taking);
        consumer.ReceivedAsync += async (_, message) =>
        {
            await taking.BasicAckAsync(message.DeliveryTag, false);
            Interlocked.Increment(ref acknowledged);
        };
        await taking.BasicConsumeAsync(Queue, autoAck: false, consumer);
        var persistent = new BasicProperties { Persistent = true };
        var body = new byte[messageBytes];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, sideBySide)
                .Select(async _ =>
                {
                    while (Stopwatch.GetElapsedTime(started) < time)
                    {
                        await saying.BasicPublishAsync("", Queue, true, persistent, body);
                    }
                })
        );
        var rate = acknowledged / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await taking.QueueDeleteAsync(Queue);
        return rate;
    }
}
