using System.Text.Json;
using RabbitMQ.Client;

namespace AfterSalesMesh.Chaos.Faults;

/// <summary>Publishes bytes that are no message, and a message that no consumer can handle. Both must end in the error queue.</summary>
internal sealed class PoisonMessage() : Fault("poison-message", Part.Broker)
{
    private static readonly string[] Types = ["urn:message:AfterSalesMesh.Contracts.Notification:TellCustomer"];
    private const string Notification = "notification-tell-customer";

    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        await using var queues = await Queues.OpenAsync(world);
        await using var channel = await queues.ChannelAsync();
        var garbage = new byte[random.Next(1, 2000)];
        random.NextBytes(garbage);
        var queue = queues.Names[random.Next(queues.Names.Count)];
        await PublishAsync(queue, Id(random), garbage);
        var id = Id(random);
        await PublishAsync(Notification, id, Nonsense(id));
        return $"garbage into {queue}, and a step that has no text into {Notification}";

        async Task PublishAsync(string to, Guid name, byte[] body)
        {
            var properties = new BasicProperties
            {
                MessageId = name.ToString(),
                ContentType = "application/vnd.masstransit+json",
                Persistent = true,
                Headers = new Dictionary<string, object?> { [Queues.Poison] = name.ToString() },
            };
            await channel.BasicPublishAsync("", to, mandatory: true, properties, body, CancellationToken.None);
            world.Poison.Add(name);
        }
    }

    private static Guid Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static byte[] Nonsense(Guid id) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                messageId = id,
                messageType = Types,
                message = new
                {
                    returnId = id,
                    storefrontId = World.Storefront,
                    messageId = id,
                    step = "nonsense",
                    email = "ada@example.org",
                    orderNumber = "none",
                    rmaNumber = "none",
                },
            }
        );
}
