namespace AfterSalesMesh.Bench.Growth;

/// <summary>How fast it is with so many finished returns stored.</summary>
/// <param name="Turn">The one in the middle of those that say so.</param>
/// <param name="Quotes">How long quotes took then, one at a time, in order.</param>
internal sealed record Grown(int Stored, double PerSecond, Turn Turn, IReadOnlyList<TimeSpan> Quotes)
{
    public TimeSpan QuoteAt(double share) => Quotes[(int)(share * (Quotes.Count - 1))];
}
