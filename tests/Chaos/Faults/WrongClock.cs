using System.Globalization;

namespace AfterSalesMesh.Chaos.Faults;

/// <summary>The clock of one replica is wrong.</summary>
internal sealed class WrongClock() : Fault("wrong-clock", Part.Replicas)
{
    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        using var service = await world.HoldAsync(random, cancellation);
        var replica = service.Replicas[random.Next(service.Replicas.Count)];
        var offset = random.Next(2) == 0 ? -90 : 90;
        var time = Seconds(random, 4, 8);
        await RestartAsync(new() { ["AFTERSALES_CLOCK_OFFSET"] = offset.ToString(CultureInfo.InvariantCulture) });
        try
        {
            await Task.Delay(time, cancellation);
        }
        finally
        {
            await RestartAsync([]);
        }
        return $"a {replica.Service} worked {time.TotalSeconds} s with its clock {offset:+0;-0} s off";

        async Task RestartAsync(Dictionary<string, string> more)
        {
            await replica.Process.StopAsync();
            replica.Process.Start(more);
            await replica.WaitForReadyAsync();
        }
    }
}
