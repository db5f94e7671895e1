namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Where the money goes: to the first payment as much as it takes, then to the next.</summary>
internal static class Split
{
    /// <param name="amount">Minor units, more than 0.</param>
    /// <param name="rooms">What each payment can take, in order of preference.</param>
    /// <returns>The share of each payment, or null when they can't take it all.</returns>
    public static IReadOnlyList<long>? Over(long amount, IEnumerable<long> rooms)
    {
        List<long> shares = [];
        foreach (var room in rooms)
        {
            shares.Add(Math.Min(amount, room));
            amount -= shares[^1];
        }
        return amount == 0 ? shares : null;
    }
}
