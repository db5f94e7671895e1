namespace AfterSalesMesh.Chaos.Faults;

internal sealed class BrokerKilled() : Fault("broker-killed", Part.Broker)
{
    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var away = Seconds(random, 1, 8);
        await world.Mesh.Broker.KillAsync();
        try
        {
            await Task.Delay(away, cancellation);
        }
        finally
        {
            await world.Mesh.Broker.StartAsync();
        }
        return $"kill -9 of the broker, started again after {away.TotalSeconds} s";
    }
}
