using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Units;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>Units of one scan with the same return, line and outcome.</summary>
internal sealed record UnitMatch(string Outcome, ExpectedReturn? Return, ExpectedReturnLine? Line, int Quantity)
{
    public bool IsUnexpected => Outcome != Outcomes.Expected;

    /// <summary>Late units go into quarantine like unexpected ones: a person decides.</summary>
    public string Location =>
        Outcome == Outcomes.Expected && Return!.State == ExpectedReturnStates.Expected
            ? Locations.Receiving
            : Locations.Quarantine;

    /// <summary>
    /// Divides the units of a scan among the lines that fit: returns that are still expected first, then identified ones, then
    /// the earliest hand-over deadline. Units beyond the missing ones of those lines are <c>over</c>. Units that fit no line are a wrong item
    /// when only one return is possible, otherwise unknown. Units beyond a return's limit are unknown as well.
    /// </summary>
    /// <param name="receipt">The receipt, which knows the identified returns.</param>
    /// <param name="returns">The returns that the units may belong to, all of one storefront; empty when the storefront is not known.</param>
    /// <param name="fitting">The lines of those returns that fit the scan.</param>
    /// <param name="quantity">Units scanned.</param>
    public static List<UnitMatch> Of(
        Receipt receipt,
        IReadOnlyList<ExpectedReturn> returns,
        IReadOnlyList<ExpectedReturnLine> fitting,
        int quantity
    )
    {
        var identified = receipt.Returns.Where(x => x.IsIdentified).Select(x => x.ReturnId).ToHashSet();
        var ranked = returns
            .OrderByDescending(x => x.State == ExpectedReturnStates.Expected)
            .ThenByDescending(x => identified.Contains(x.ReturnId))
            .ThenBy(x => x.HandOverBy)
            .ThenBy(x => x.ReturnId)
            .SelectMany(
                x => fitting.Where(line => line.ReturnId == x.ReturnId).OrderBy(line => line.Position),
                (x, line) => (Return: x, Line: line)
            )
            .ToList();
        List<UnitMatch> matches = [];
        var left = quantity;
        foreach (var (expected, line) in ranked)
        {
            var received = Math.Min(left, line.Missing);
            if (received > 0)
            {
                matches.Add(new UnitMatch(Outcomes.Expected, expected, line, received));
                left -= received;
            }
        }
        if (left > 0)
        {
            matches.AddRange(Unexpected(ranked, returns, receipt.OnlyReturn, left));
        }
        return matches;
    }

    private static IEnumerable<UnitMatch> Unexpected(
        List<(ExpectedReturn Return, ExpectedReturnLine Line)> ranked,
        IReadOnlyList<ExpectedReturn> returns,
        Guid? onlyReturn,
        int quantity
    )
    {
        var (outcome, owner, line) =
            ranked is [var (expected, first), ..] ? (Outcomes.Over, expected, first)
            : returns is [var single] ? (Outcomes.WrongItem, single, null)
            : (Outcomes.WrongItem, returns.FirstOrDefault(x => x.ReturnId == onlyReturn), (ExpectedReturnLine?)null);
        var owned = owner is null
            ? 0
            : Math.Clamp(ExpectedReturn.MaxUnexpectedUnits - owner.UnexpectedUnits, 0, quantity);
        if (owned > 0)
        {
            yield return new UnitMatch(outcome, owner, line, owned);
        }
        if (owned < quantity)
        {
            yield return new UnitMatch(Outcomes.Unknown, null, null, quantity - owned);
        }
    }
}
