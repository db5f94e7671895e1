using System.Text;
using RabbitMQ.Client;

namespace AfterSalesMesh.Chaos;

/// <summary>Reads the error queues. A message may be there twice when the process that moved it died: it counts once.</summary>
internal static class ErrorQueues
{
    /// <returns>For each message its queue and its id; the ids of poison are those it was made with.</returns>
    public static async Task<IReadOnlyList<(string Queue, string Id, string Why)>> ReadAsync(World world)
    {
        var queues = await world.Mesh.Broker.QueuesAsync();
        await using var connection = await new ConnectionFactory
        {
            Uri = world.Mesh.Broker.Uri,
        }.CreateConnectionAsync();
        List<(string, string, string)> failed = [];
        foreach (var queue in queues.Keys.Where(IsForFailures))
        {
            // What is read and not acknowledged is in the queue again when the channel closes.
            await using var channel = await connection.CreateChannelAsync();
            while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
            {
                var headers = message.BasicProperties.Headers ?? new Dictionary<string, object?>();
                var id = Text(headers, Queues.Poison) ?? message.BasicProperties.MessageId ?? $"{message.DeliveryTag}";
                failed.Add((queue, id, Text(headers, "MT-Fault-Message") ?? ""));
            }
        }
        return [.. failed.DistinctBy(x => x.Item2)];
    }

    private static bool IsForFailures(string queue) =>
        queue.EndsWith("_error", StringComparison.Ordinal)
        || queue.EndsWith("_skipped", StringComparison.Ordinal)
        || queue.EndsWith("_dead_letter", StringComparison.Ordinal);

    private static string? Text(IDictionary<string, object?> headers, string name) =>
        headers.TryGetValue(name, out var value) && value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null;
}
