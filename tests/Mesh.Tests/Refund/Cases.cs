namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>How many cases a property is tried with: 1,000, or what AFTERSALES_CASES says.</summary>
internal static class Cases
{
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("AFTERSALES_CASES"), out var count) ? count : 1000;

    /// <summary>Where the cases begin: the same ones each time, or those from AFTERSALES_SEED on.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("AFTERSALES_SEED"), out var seed) ? seed : 0;
}
