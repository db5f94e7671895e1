using System.Globalization;

namespace AfterSalesMesh.Bench.Against;

/// <summary>The working tree against another revision, both at work in one run and taking turns.</summary>
internal static class Comparison
{
    private const int Concurrency = 80;

    public static async Task RunAsync(string revision, int pairs, int returns, int warmUp)
    {
        Measurement.Say($"building {revision}");
        await using var built = await Revision.BuildAsync(revision);
        Measurement.Say("starting both");
        await using var now = await Side.StartAsync(Parts.ServiceProcess.Root);
        await using var then = await Side.StartAsync(built.Root);
        Measurement.Say($"warming up with {warmUp} returns each");
        await now.RunAsync(warmUp, Concurrency);
        await then.RunAsync(warmUp, Concurrency);
        List<double> speeds = [];
        List<double> costs = [];
        Dictionary<string, List<double>> costsOf = [];
        for (var pair = 1; pair <= pairs; pair++)
        {
            var (a, b) = (await now.RunAsync(returns, Concurrency), await then.RunAsync(returns, Concurrency));
            speeds.Add(a.PerSecond / b.PerSecond);
            costs.Add(a.CpuPerReturn / b.CpuPerReturn);
            foreach (var (who, seconds) in a.Cpu)
            {
                costsOf.TryAdd(who, []);
                costsOf[who].Add(seconds / b.Cpu[who]);
            }
            Measurement.Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"pair {pair}: {a.PerSecond:0.0} against {b.PerSecond:0.0} returns/s, {1000 * a.CpuPerReturn:0.0} against {1000 * b.CpuPerReturn:0.0} ms CPU a return"
                )
            );
        }
        Console.WriteLine(
            $"the working tree against {revision}, {pairs} pairs of {returns} returns, {Concurrency} at a time"
        );
        Console.WriteLine($"returns/s        {Ratio.Of(speeds)}");
        Console.WriteLine($"CPU per return   {Ratio.Of(costs)}");
        foreach (var (who, ratios) in costsOf)
        {
            Console.WriteLine($"  of {who, -13} {Ratio.Of(ratios)}");
        }
    }
}

/// <summary>The geometric mean of ratios, and the interval that holds the true one with 95 %.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">Its upper end.</param>
internal sealed record Ratio(double Mean, double Low, double High)
{
    // Student's t for 97.5 %, by degrees of freedom.
    private static readonly double[] T =
    [
        .. (double[])[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228],
        .. (double[])[2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086],
    ];

    /// <summary>Of each pair's ratio; with one pair alone nothing is known of the interval.</summary>
    public static Ratio Of(IReadOnlyList<double> ratios)
    {
        var logs = ratios.Select(x => Math.Log(x)).ToList();
        var mean = logs.Average();
        if (logs.Count == 1)
        {
            return new Ratio(Math.Exp(mean), 0, double.PositiveInfinity);
        }
        var deviation = Math.Sqrt(logs.Sum(x => (x - mean) * (x - mean)) / (logs.Count - 1));
        // With many, the normal distribution's 1.96, a little wider.
        var t = logs.Count - 2 < T.Length ? T[logs.Count - 2] : 2.08;
        var half = t * deviation / Math.Sqrt(logs.Count);
        return new Ratio(Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Mean:0.000} (95 %: {Low:0.000} to {High:0.000})");
}
