using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Chaos.Faults;

/// <summary>One replica of a service, or both at once.</summary>
internal sealed class ReplicaKilled() : Fault("replica-killed", Part.Replicas)
{
    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        using var service = await world.HoldAsync(random, cancellation);
        var all = service.Replicas;
        List<Replica> hit = random.Next(3) == 0 ? [.. all] : [all[random.Next(all.Count)]];
        var away = Seconds(random, 0, 6);
        foreach (var replica in hit)
        {
            await replica.Process.KillAsync();
        }
        try
        {
            await Task.Delay(away, cancellation);
        }
        finally
        {
            hit.ForEach(x => x.Process.Start());
            await Task.WhenAll(hit.Select(x => x.WaitForReadyAsync()));
        }
        return $"kill -9 of {hit.Count} of {all.Count} {service.Name}, started again after {away.TotalSeconds} s";
    }
}
