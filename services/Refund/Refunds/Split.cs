namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Splits an amount over payments: the first gives as much as it can, then the next.</summary>
internal static class Split
{
    /// <param name="amount">Minor units, more than 0.</param>
    /// <param name="rooms">What each payment can give, and the step in which its tender pays, in order of preference.</param>
    /// <returns>The share of each payment; together less than the amount where the payments can't give it all.</returns>
    public static IReadOnlyList<long> UpTo(long amount, IEnumerable<(long Left, long Step)> rooms)
    {
        List<long> shares = [];
        foreach (var (left, step) in rooms)
        {
            var share = Math.Min(amount, left);
            share -= share % step;
            shares.Add(share);
            amount -= share;
        }
        return shares;
    }
}
