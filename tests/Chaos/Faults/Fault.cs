namespace AfterSalesMesh.Chaos.Faults;

/// <summary>Something that goes wrong, and then is well again.</summary>
/// <param name="name">As the command line calls it.</param>
/// <param name="touches">What it breaks: two that touch the same never strike together.</param>
internal abstract class Fault(string name, Part touches)
{
    public string Name => name;

    public Part Touches => touches;

    /// <summary>Breaks it, waits, and mends it, however the waiting ends.</summary>
    /// <returns>What it did and saw.</returns>
    public abstract Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation);

    protected static TimeSpan Seconds(Random random, double least, double most) =>
        TimeSpan.FromSeconds(Math.Round(least + random.NextDouble() * (most - least), 1));
}

internal enum Part
{
    Broker,
    Database,
    Replicas,
    Provider,
    Mail,
}
