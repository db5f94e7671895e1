namespace AfterSalesMesh.Bench.Growth;

/// <summary>How fast it is with so many finished returns stored, and the turn in the middle of those that say so.</summary>
internal sealed record Grown(int Stored, double PerSecond, Turn Turn);
