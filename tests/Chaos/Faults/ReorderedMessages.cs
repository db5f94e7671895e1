namespace AfterSalesMesh.Chaos.Faults;

/// <summary>Messages are held back and then delivered in another order.</summary>
internal sealed class ReorderedMessages() : Fault("reordered-messages", Part.Broker)
{
    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var time = Seconds(random, 2, 8);
        await using var queues = await Queues.OpenAsync(world);
        var taken = (await queues.TakeAsync(time, cancellation)).ToArray();
        random.Shuffle(taken);
        foreach (var message in taken)
        {
            // Acknowledged only when the copy is safe.
            await message.PublishAsync();
            await message.AcknowledgeAsync();
        }
        return $"{taken.Length} messages were held back for {time.TotalSeconds} s and came in another order";
    }
}
