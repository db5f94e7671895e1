namespace AfterSalesMesh.Returns.Policy;

/// <summary>Counts the parts of sets that a customer keeps, in the same way for a decision and for a refund.</summary>
internal static class SetParts
{
    /// <summary>The number of kept pieces of each line: those without which the sets that came back in part are incomplete.</summary>
    /// <param name="lines">The lines of one kind of set.</param>
    public static int[] Kept(IReadOnlyList<SetPart> lines)
    {
        var sets = SetsIn(lines);
        var touched = lines.Max(x => x.Touches(x.Deducting, sets));
        return [.. lines.Select(x => Math.Max(0, touched * (x.Quantity / sets) - x.Back))];
    }

    /// <summary>The number of sets sold.</summary>
    public static int SetsIn(IReadOnlyList<SetPart> lines) =>
        lines.Select(x => x.Quantity).Aggregate(GreatestCommonDivisor);

    /// <summary>The price of the kept pieces, before discount.</summary>
    /// <param name="lines">The lines of one kind of set.</param>
    public static long ValueOf(IReadOnlyList<SetPart> lines) =>
        lines.Zip(Kept(lines), (line, count) => count * line.UnitPrice).Sum();

    private static int GreatestCommonDivisor(int one, int other) =>
        other == 0 ? one : GreatestCommonDivisor(other, one % other);
}

/// <summary>A line of a set.</summary>
/// <param name="Quantity">The number of pieces sold.</param>
/// <param name="UnitPrice">The price of a piece before discount, with tax.</param>
/// <param name="Back">The number of pieces that came back.</param>
/// <param name="Deducting">The number of those for which the kept parts of their set are deducted.</param>
internal sealed record SetPart(string LineId, int Quantity, long UnitPrice, int Back = 0, int Deducting = 0)
{
    /// <summary>The number of sets that a number of its pieces come from.</summary>
    /// <param name="sets">The number of sets sold.</param>
    public int Touches(int pieces, int sets) => (int)Math.Ceiling(Math.Min(pieces, Quantity) * (double)sets / Quantity);

    /// <summary>The same line when more pieces have come back.</summary>
    public SetPart With(PiecesBack more) =>
        this with
        {
            Back = Back + more.All,
            Deducting = Deducting + more.Deducting,
        };
}

/// <summary>The pieces of a line that came back.</summary>
/// <param name="Deducting">The number of those for which the kept parts of their set are deducted.</param>
internal readonly record struct PiecesBack(int All, int Deducting)
{
    public static PiecesBack operator +(PiecesBack one, PiecesBack other) =>
        new(one.All + other.All, one.Deducting + other.Deducting);
}
