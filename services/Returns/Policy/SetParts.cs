namespace AfterSalesMesh.Returns.Policy;

/// <summary>Counts the parts of sets that a customer keeps.</summary>
internal static class SetParts
{
    /// <summary>The number of kept pieces of each line: those without which the sets that came back in part are incomplete.</summary>
    /// <param name="lines">The lines of one kind of set.</param>
    public static int[] Kept(IReadOnlyList<SetPart> lines)
    {
        var sets = lines.Select(x => x.Quantity).Aggregate(GreatestCommonDivisor);
        var touched = lines.Max(x => (int)Math.Ceiling(x.Back * (double)sets / x.Quantity));
        return
        [
            .. lines.Select(x => Math.Clamp(touched * (x.Quantity / sets) - x.Back, 0, Math.Max(0, x.Left - x.Back))),
        ];
    }

    private static int GreatestCommonDivisor(int one, int other) =>
        other == 0 ? one : GreatestCommonDivisor(other, one % other);
}

/// <param name="Quantity">The number sold.</param>
/// <param name="Back">The number that comes back.</param>
/// <param name="Left">The number that the customer can have kept, including those that come back.</param>
internal readonly record struct SetPart(int Quantity, int Back, int Left);
