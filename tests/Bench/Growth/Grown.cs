using AfterSalesMesh.Bench.Flow;

namespace AfterSalesMesh.Bench.Growth;

/// <summary>How fast it is with so many finished returns stored.</summary>
internal sealed record Grown(int Stored, double PerSecond, Run Run);
