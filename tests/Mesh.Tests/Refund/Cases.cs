namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>How many cases a property is tried with: 1,000, or what AFTERSALES_CASES says.</summary>
internal static class Cases
{
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("AFTERSALES_CASES"), out var count) ? count : 1000;

    /// <summary>Another one each time; AFTERSALES_SEED plays one again.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("AFTERSALES_SEED"), out var seed)
            ? seed
            : Random.Shared.Next(1_000_000);
}
