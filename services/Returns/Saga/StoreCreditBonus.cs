namespace AfterSalesMesh.Returns.Saga;

/// <summary>The policy's bonus for a refund that is taken as store credit.</summary>
internal static class StoreCreditBonus
{
    /// <summary>The bonus for one piece, in minor units. Each piece is rounded separately, so that the bonus does not depend on its round.</summary>
    public static long Of(long amount, decimal? percent) =>
        percent is { } some && amount > 0 ? (long)Math.Round(amount * some / 100, MidpointRounding.AwayFromZero) : 0;
}
