namespace AfterSalesMesh.Returns.Saga;

/// <summary>What a policy gives on top of a refund that is taken as store credit.</summary>
internal static class StoreCreditBonus
{
    /// <summary>The bonus for one piece, in minor units. Each is rounded by itself, so that it is the same in whatever round it comes.</summary>
    public static long Of(long amount, decimal? percent) =>
        percent is { } some && amount > 0 ? (long)Math.Round(amount * some / 100, MidpointRounding.AwayFromZero) : 0;
}
