using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>A parcel on the receiving table, from its first scan until it is closed.</summary>
internal sealed class Receipt : IVersioned
{
    public const int MaxUnits = 10_000;

    /// <summary>Each return in the receipt is told all of them when it is closed.</summary>
    public const int MaxUnknownUnits = 200;

    /// <summary>One scan may exceed it, further ones add no return.</summary>
    public const int MaxReturns = 100;

    /// <summary>Derived from <see cref="PublicId"/> and <see cref="Storefronts"/>, so that two owners never share a receipt.</summary>
    public required Guid Id { get; init; }

    /// <summary>The receipt's id in the API, made by the scanning device.</summary>
    public required Guid PublicId { get; init; }

    /// <summary>The storefronts of whoever opened it, sorted: only a caller who acts for all of them sees it.</summary>
    public required IReadOnlyList<string> Storefronts { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; set; }
    public List<ReceiptReturn> Returns { get; private set; } = [];

    /// <summary>Every scan and assignment increments it, so that none is added while another one closes the receipt.</summary>
    public int Changes { get; set; }

    /// <summary>Units scanned into it.</summary>
    public int Units { get; set; }

    /// <summary>Those of no known return.</summary>
    public int UnknownUnits { get; set; }
    public int Version { get; set; }

    /// <summary>The returns whose label was scanned, or that a unit's scan named.</summary>
    public IReadOnlyList<Guid> IdentifiedReturns => [.. Returns.Where(x => x.IsIdentified).Select(x => x.ReturnId)];

    /// <summary>The one return that was identified, or null when none or several were.</summary>
    public Guid? OnlyReturn => IdentifiedReturns is [var only] ? only : null;

    /// <summary>
    /// True when its units can be of no other storefront's parcel: it was opened for one, or a return was identified.
    /// </summary>
    public bool IsStorefrontKnown => Storefronts.Count == 1 || Returns.Exists(x => x.IsIdentified);

    /// <summary>The problem of a scan that adds returns to a receipt which has many; null: it may.</summary>
    public ProblemHttpResult? RefuseReturns(IEnumerable<Guid> returnIds) =>
        Returns.Count >= MaxReturns && returnIds.Any(id => !Returns.Exists(x => x.ReturnId == id))
            ? Full($"is about {Returns.Count} returns")
            : null;

    /// <summary>The problem of a scan of more units than it takes; null: it takes them.</summary>
    public ProblemHttpResult? RefuseUnits(IReadOnlyList<UnitMatch> matches)
    {
        if (Units + matches.Sum(x => x.Quantity) > MaxUnits)
        {
            return Full($"has {Units} units, of {MaxUnits} at most");
        }
        var unknown = matches.Where(x => x.Return is null).Sum(x => x.Quantity);
        if (unknown > MaxUnknownUnits)
        {
            return Full(
                $"takes {MaxUnknownUnits} units of no known return at most, and this scan has {unknown}",
                "Scan fewer at a time."
            );
        }
        return UnknownUnits + unknown > MaxUnknownUnits
            ? Full($"has {UnknownUnits} units of no known return, of {MaxUnknownUnits} at most")
            : null;
    }

    private ProblemHttpResult Full(string why, string advice = "Close it, and open another one for the rest.") =>
        Problem.Of(StatusCodes.Status409Conflict, "receipt_full", $"Receipt {PublicId} {why}. {advice}");

    /// <returns>The return as it is in the receipt.</returns>
    public ReceiptReturn Add(Guid returnId, string storefrontId, bool isIdentified)
    {
        var known = Returns.Find(x => x.ReturnId == returnId);
        if (known is null)
        {
            known = new ReceiptReturn
            {
                ReceiptId = Id,
                ReturnId = returnId,
                StorefrontId = storefrontId,
            };
            Returns.Add(known);
        }
        known.IsIdentified |= isIdentified;
        return known;
    }

    /// <summary>
    /// The returns that a unit may belong to when its scan names none. Once a return is identified, returns of other
    /// storefronts are not considered.
    /// </summary>
    public IReadOnlyList<ReceiptReturn> PossibleReturns()
    {
        var identified = Returns.Where(x => x.IsIdentified).Select(x => x.StorefrontId).ToHashSet();
        return identified.Count == 0 ? Returns : Returns.FindAll(x => identified.Contains(x.StorefrontId));
    }
}

/// <summary>A return that the units of a receipt may belong to.</summary>
internal sealed class ReceiptReturn : IStorefrontOwned
{
    public required Guid ReceiptId { get; init; }
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>
    /// True when a unit scan named this return, or a parcel scan found it alone and the parcel can be no other storefront's.
    /// </summary>
    public bool IsIdentified { get; set; }

    /// <summary>True when a unit was received for it, also one that was moved to another return later.</summary>
    public bool HadUnits { get; set; }
}
