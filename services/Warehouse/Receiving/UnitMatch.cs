using AfterSalesMesh.Warehouse.Expecting;

namespace AfterSalesMesh.Warehouse.Receiving;

/// <summary>Some of the units of one scan, which share return, line and outcome.</summary>
internal sealed record UnitMatch(string Outcome, Parcel? Parcel, ParcelLine? Line, int Quantity)
{
    public string Location => Outcome == Outcomes.Expected ? Locations.Receiving : Locations.Quarantine;

    /// <summary>
    /// Spreads the units of a scan over the lines that fit: returns named alone before one of several, then the earliest
    /// deadline. What is more than they expect is over; what fits no line is a wrong item when only one return can be
    /// meant, and nobody's when several can. A person who scans five where three are expected is right about all five:
    /// three are taken, two are over.
    /// </summary>
    /// <param name="receipt">Which returns were named alone.</param>
    /// <param name="candidates">The returns it may belong to.</param>
    /// <param name="fitting">Those of their lines that it fits.</param>
    /// <param name="quantity">Units scanned.</param>
    public static List<UnitMatch> Of(
        Receipt receipt,
        IReadOnlyList<Parcel> candidates,
        IReadOnlyList<ParcelLine> fitting,
        int quantity
    )
    {
        var certain = receipt.Returns.Where(x => x.Certain).Select(x => x.ReturnId).ToHashSet();
        var ranked = candidates
            .OrderByDescending(x => x.State == ParcelStates.Expected)
            .ThenByDescending(x => certain.Contains(x.ReturnId))
            .ThenBy(x => x.Deadline)
            .ThenBy(x => x.ReturnId)
            .SelectMany(
                x => fitting.Where(line => line.ReturnId == x.ReturnId).OrderBy(line => line.Position),
                (x, line) => (x, line)
            )
            .ToList();
        List<UnitMatch> matches = [];
        var left = quantity;
        foreach (var (parcel, line) in ranked.Where(x => x.x.State == ParcelStates.Expected))
        {
            var taken = Math.Min(left, line.Quantity - line.Received);
            if (taken > 0)
            {
                matches.Add(new UnitMatch(Outcomes.Expected, parcel, line, taken));
                left -= taken;
            }
        }
        if (left > 0)
        {
            matches.Add(Unexpected(ranked, candidates, receipt.OnlyReturn, left));
        }
        return matches;
    }

    private static UnitMatch Unexpected(
        List<(Parcel Parcel, ParcelLine Line)> ranked,
        IReadOnlyList<Parcel> candidates,
        Guid? only,
        int quantity
    )
    {
        if (ranked is [var (parcel, line), ..])
        {
            return new UnitMatch(Outcomes.Over, parcel, line, quantity);
        }
        var meant = candidates is [var single] ? single : candidates.FirstOrDefault(x => x.ReturnId == only);
        return meant is null
            ? new UnitMatch(Outcomes.Unknown, null, null, quantity)
            : new UnitMatch(Outcomes.WrongItem, meant, null, quantity);
    }
}
