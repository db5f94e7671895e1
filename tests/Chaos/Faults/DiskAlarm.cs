namespace AfterSalesMesh.Chaos.Faults;

/// <summary>The broker takes its disk for full, and blocks all publishers.</summary>
internal sealed class DiskAlarm() : Fault("disk-alarm", Part.Broker)
{
    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var time = Seconds(random, 2, 8);
        await world.Mesh.Broker.ControlAsync("set_disk_free_limit", "1000000GB");
        try
        {
            await Task.Delay(time, cancellation);
        }
        finally
        {
            await world.Mesh.Broker.ControlAsync("set_disk_free_limit", "50MB");
        }
        return $"the broker's disk alarm was on for {time.TotalSeconds} s";
    }
}
