namespace AfterSalesMesh.Bench;

/// <summary>A turn of the flow and the floor's right after it.</summary>
internal sealed record Pair(int Concurrency, Turn Flow, Turn Floor)
{
    /// <summary>The concurrency at which the flow is fastest, and both medians there; the ratio is the median of the pairs'.</summary>
    public static (int Concurrency, double Flow, double Floor, double Ratio) Best(IEnumerable<Pair> pairs) =>
        pairs
            .GroupBy(x => x.Concurrency)
            .Select(x =>
                (
                    x.Key,
                    Flow: Median(x.Select(pair => pair.Flow.Run.PerSecond)),
                    Floor: Median(x.Select(pair => pair.Floor.Run.PerSecond)),
                    Ratio: Median(x.Select(pair => pair.Flow.Run.PerSecond / pair.Floor.Run.PerSecond))
                )
            )
            .MaxBy(x => x.Flow);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
