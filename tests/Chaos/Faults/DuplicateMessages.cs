namespace AfterSalesMesh.Chaos.Faults;

/// <summary>Every message is delivered again later, and some of them a third time.</summary>
internal sealed class DuplicateMessages() : Fault("duplicate-messages", Part.Broker)
{
    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var time = Seconds(random, 3, 8);
        await using var queues = await Queues.OpenAsync(world);
        var copies = (await queues.CopyAsync(time, cancellation)).Where(x => !x.IsPoison).ToArray();
        random.Shuffle(copies);
        foreach (var copy in copies.Concat(copies.Where(_ => random.Next(4) == 0)))
        {
            await copy.PublishAsync();
        }
        return $"{copies.Length} messages of {time.TotalSeconds} s were delivered again, in another order";
    }
}
