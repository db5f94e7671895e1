namespace AfterSalesMesh.Chaos.Faults;

/// <summary>Every queue loses its messages, and all that arrive for some seconds.</summary>
internal sealed class QueuePurge() : Fault("queue-purge", Part.Broker)
{
    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var time = Seconds(random, 1, 5);
        await using var queues = await Queues.OpenAsync(world);
        var taken = await queues.TakeAsync(time, cancellation);
        foreach (var message in taken)
        {
            await (message.IsPoison ? message.GiveBackAsync() : message.AcknowledgeAsync());
        }
        return $"{taken.Count(x => !x.IsPoison)} messages of {time.TotalSeconds} s are gone from {queues.Names.Count} queues";
    }
}
