namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary><c>Refund:StoreCredit</c> in the configuration.</summary>
internal sealed class StoreCreditSettings
{
    public const int MaxDays = 36_500;

    /// <summary>How long store credit is valid, in days.</summary>
    public int ValidDays { get; set; } = 365;

    /// <summary>The days of storefronts that have their own.</summary>
    public Dictionary<string, int> ValidDaysOf { get; } = new(StringComparer.Ordinal);

    public TimeSpan ValidFor(string storefront) =>
        TimeSpan.FromDays(ValidDaysOf.TryGetValue(storefront, out var days) ? days : ValidDays);
}
