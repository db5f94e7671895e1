namespace AfterSalesMesh.Chaos.Faults;

/// <summary>A fault that is caused and then mended.</summary>
/// <param name="name">The name on the command line.</param>
/// <param name="touches">The part that it breaks: two faults of the same part never strike together.</param>
internal abstract class Fault(string name, Part touches)
{
    public string Name => name;

    public Part Touches => touches;

    /// <summary>Causes the fault, waits, and mends it, even when the waiting is cancelled.</summary>
    /// <returns>What it did, in a sentence.</returns>
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
