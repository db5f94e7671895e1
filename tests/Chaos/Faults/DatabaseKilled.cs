namespace AfterSalesMesh.Chaos.Faults;

internal sealed class DatabaseKilled() : Fault("database-killed", Part.Database)
{
    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var away = Seconds(random, 1, 10);
        await world.Mesh.Database.StopAsync(immediate: true);
        try
        {
            await Task.Delay(away, cancellation);
        }
        finally
        {
            await world.Mesh.Database.StartAsync();
        }
        return $"PostgreSQL stopped at once, started again after {away.TotalSeconds} s";
    }
}
