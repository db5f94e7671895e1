using AfterSalesMesh.Warehouse.Parcels;
using AfterSalesMesh.Warehouse.Units;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>Units of one scan with the same return, line and outcome.</summary>
internal sealed record UnitMatch(string Outcome, Parcel? Parcel, ParcelLine? Line, int Quantity)
{
    public string Location => Outcome == Outcomes.Expected ? Locations.Receiving : Locations.Quarantine;

    /// <summary>
    /// Divides the units of a scan among the lines that fit: identified returns first, then the earliest hand-over deadline. More
    /// units than those lines expect are <c>over</c>. Units that fit no line are a wrong item when only one return is possible,
    /// otherwise unknown.
    /// </summary>
    /// <param name="receipt">The receipt, which knows the identified returns.</param>
    /// <param name="parcels">The returns that the units may belong to, all of one storefront.</param>
    /// <param name="fitting">The lines of those returns that fit the scan.</param>
    /// <param name="quantity">Units scanned.</param>
    public static List<UnitMatch> Of(
        Receipt receipt,
        IReadOnlyList<Parcel> parcels,
        IReadOnlyList<ParcelLine> fitting,
        int quantity
    )
    {
        var identified = receipt.Returns.Where(x => x.IsIdentified).Select(x => x.ReturnId).ToHashSet();
        var ranked = parcels
            .OrderByDescending(x => x.State == ParcelStates.Expected)
            .ThenByDescending(x => identified.Contains(x.ReturnId))
            .ThenBy(x => x.HandOverBy)
            .ThenBy(x => x.ReturnId)
            .SelectMany(
                x => fitting.Where(line => line.ReturnId == x.ReturnId).OrderBy(line => line.Position),
                (x, line) => (Parcel: x, Line: line)
            )
            .ToList();
        List<UnitMatch> matches = [];
        var left = quantity;
        foreach (var (parcel, line) in ranked.Where(x => x.Parcel.State == ParcelStates.Expected))
        {
            var received = Math.Min(left, line.Quantity - line.Received);
            if (received > 0)
            {
                matches.Add(new UnitMatch(Outcomes.Expected, parcel, line, received));
                left -= received;
            }
        }
        if (left > 0)
        {
            matches.Add(Unexpected(ranked, parcels, receipt.OnlyReturn, left));
        }
        return matches;
    }

    private static UnitMatch Unexpected(
        List<(Parcel Parcel, ParcelLine Line)> ranked,
        IReadOnlyList<Parcel> parcels,
        Guid? onlyReturn,
        int quantity
    )
    {
        if (ranked is [var (parcel, line), ..])
        {
            return new UnitMatch(Outcomes.Over, parcel, line, quantity);
        }
        var owner = parcels is [var single] ? single : parcels.FirstOrDefault(x => x.ReturnId == onlyReturn);
        return owner is null
            ? new UnitMatch(Outcomes.Unknown, null, null, quantity)
            : new UnitMatch(Outcomes.WrongItem, owner, null, quantity);
    }
}
