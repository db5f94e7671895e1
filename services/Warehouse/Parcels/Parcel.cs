using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.Parcels;

/// <summary>
/// One physical box on its way, as carriers report it, with the returns in it. It is known before its returns are expected,
/// too.
/// </summary>
internal sealed class Parcel : IVersioned
{
    /// <summary>Each of them is told what a carrier says of the parcel.</summary>
    public const int MaxReturns = 100;

    /// <summary>Derived from its number and <see cref="Storefronts"/>, so that two owners never share a parcel.</summary>
    public required Guid Id { get; init; }

    /// <summary>The storefronts of whoever reported it, sorted: it is a parcel of their returns only.</summary>
    public required IReadOnlyList<string> Storefronts { get; init; }

    /// <summary>The carrier's number; null where the carrier told only the number on the label.</summary>
    public string? TrackingNumber { get; init; }

    /// <summary>The tracking number in its compared form, see <see cref="Codes.Key"/>.</summary>
    public string? TrackingKey { get; init; }

    /// <summary>The RMA number on the label, in its compared form; null: not told.</summary>
    public string? RmaKey { get; set; }

    /// <summary>What a carrier said last by its own time: a word of <see cref="CarrierEventKinds"/>.</summary>
    public required string State { get; set; }
    public required DateTimeOffset StateAt { get; set; }

    /// <summary>The carrier's first sign of it.</summary>
    public required DateTimeOffset FirstSeenAt { get; set; }

    /// <summary>When it was scanned here, by its own number, or as the only parcel on its way of a return; null: it has not been.</summary>
    public DateTimeOffset? ArrivedAt { get; set; }
    public List<ParcelReturn> Returns { get; private set; } = [];
    public int Version { get; set; }

    /// <summary>Takes over what a carrier said. Any order ends in the same state.</summary>
    public void Apply(string kind, DateTimeOffset at)
    {
        if ((at, RankOf(kind)).CompareTo((StateAt, RankOf(State))) > 0)
        {
            (State, StateAt) = (kind, at);
        }
        if (at < FirstSeenAt)
        {
            FirstSeenAt = at;
        }
    }

    public bool Has(Guid returnId) => Returns.Exists(x => x.ReturnId == returnId);

    /// <summary>Adds a return that is in it, where it was not known.</summary>
    /// <returns>False when it takes no more.</returns>
    public bool Add(Guid returnId, string storefrontId)
    {
        if (Has(returnId))
        {
            return true;
        }
        if (Returns.Count >= MaxReturns)
        {
            return false;
        }
        Returns.Add(
            new ParcelReturn
            {
                ParcelId = Id,
                ReturnId = returnId,
                StorefrontId = storefrontId,
            }
        );
        return true;
    }

    /// <summary>When a carrier said that it lost it; null while that is not its last word, and when the parcel came.</summary>
    public DateTimeOffset? LostAt => State == CarrierEventKinds.Lost && ArrivedAt is null ? StateAt : null;

    /// <summary>What Returns is told of it.</summary>
    public IEnumerable<object> MessagesFor(Guid returnId, string storefrontId)
    {
        yield return new ParcelInTransit(returnId, storefrontId, Id, TrackingNumber, FirstSeenAt);
        if (LostAt is { } lostAt)
        {
            yield return new ParcelLost(returnId, storefrontId, Id, TrackingNumber, lostAt);
        }
    }

    // Of two at the same time, the one further along counts.
    private static int RankOf(string kind) => Array.IndexOf(CarrierEventKinds.ByProgress, kind);
}

/// <summary>That a parcel holds goods of a return.</summary>
internal sealed class ParcelReturn : IStorefrontOwned
{
    public required Guid ParcelId { get; init; }
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
}

/// <summary>What carriers report.</summary>
internal static class CarrierEventKinds
{
    public const string Accepted = "accepted";
    public const string InTransit = "in_transit";
    public const string Delayed = "delayed";
    public const string Damaged = "damaged";
    public const string Lost = "lost";
    public const string Refused = "refused";
    public const string Returned = "returned";
    public const string Delivered = "delivered";

    internal static readonly string[] ByProgress =
    [
        Accepted,
        InTransit,
        Delayed,
        Damaged,
        Lost,
        Refused,
        Returned,
        Delivered,
    ];
}
