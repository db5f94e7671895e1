using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.Parcels;

/// <summary>
/// One physical box that carriers report, with the returns in it. It may be known before its returns are
/// expected.
/// </summary>
internal sealed class Parcel : IVersioned
{
    /// <summary>The limit of returns in a parcel, because each of them is told when it is handed over or lost.</summary>
    public const int MaxReturns = 100;

    /// <summary>Derived from its number and <see cref="Storefronts"/>, so that two owners never share a parcel.</summary>
    public required Guid Id { get; init; }

    /// <summary>The storefronts of the person or system that reported it, sorted: only their returns can be in it.</summary>
    public required IReadOnlyList<string> Storefronts { get; init; }

    /// <summary>The carrier's number; null if the carrier reported only the number on the label.</summary>
    public string? TrackingNumber { get; init; }

    /// <summary>The tracking number in its compared form, see <see cref="Codes.Key"/>.</summary>
    public string? TrackingKey { get; init; }

    /// <summary>The RMA number on the label, in its compared form; null: not reported.</summary>
    public string? RmaKey { get; set; }

    /// <summary>The carrier's latest event by the event's time: one of <see cref="CarrierEventKinds"/>.</summary>
    public required string State { get; set; }
    public required DateTimeOffset StateAt { get; set; }

    /// <summary>The time of the carrier's first event.</summary>
    public required DateTimeOffset FirstSeenAt { get; set; }

    /// <summary>When the parcel was scanned at the warehouse, by its own number or as the only parcel of a return on its way; null: not yet.</summary>
    public DateTimeOffset? ArrivedAt { get; set; }
    public List<ParcelReturn> Returns { get; private set; } = [];
    public int Version { get; set; }

    /// <summary>Applies a carrier's event. Any order of events ends in the same state.</summary>
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

    /// <summary>True when the carrier reported the parcel with the return's RMA number.</summary>
    public bool HasOnLabel(Guid returnId) => Returns.Exists(x => x.ReturnId == returnId && x.IsOnLabel);

    /// <summary>Adds a return that is in the parcel, unless it is known.</summary>
    /// <returns>The return in the parcel; null when the parcel has the maximum number of returns.</returns>
    public ParcelReturn? Add(Guid returnId, string storefrontId, bool isOnLabel)
    {
        if (Returns.Find(x => x.ReturnId == returnId) is { } known)
        {
            known.IsOnLabel |= isOnLabel;
            return known;
        }
        if (Returns.Count >= MaxReturns)
        {
            return null;
        }
        var added = new ParcelReturn
        {
            ParcelId = Id,
            ReturnId = returnId,
            StorefrontId = storefrontId,
            IsOnLabel = isOnLabel,
        };
        Returns.Add(added);
        return added;
    }

    /// <summary>When the carrier lost the parcel; null unless that is its latest event and the parcel has not arrived.</summary>
    public DateTimeOffset? LostAt => State == CarrierEventKinds.Lost && ArrivedAt is null ? StateAt : null;

    public ParcelInTransit InTransit(ParcelReturn it) =>
        new(it.ReturnId, it.StorefrontId, Id, TrackingNumber, FirstSeenAt);

    /// <summary>What a return in the parcel is told of its loss; null unless <see cref="LostAt"/>.</summary>
    public ParcelLost? Lost(ParcelReturn it)
    {
        if (LostAt is not { } lostAt)
        {
            return null;
        }
        it.IsToldOfLoss = true;
        return new(it.ReturnId, it.StorefrontId, Id, TrackingNumber, lostAt);
    }

    // Of two events at the same time, the one with more progress counts.
    private static int RankOf(string kind) => Array.IndexOf(CarrierEventKinds.ByProgress, kind);
}

/// <summary>A return whose goods are in a parcel.</summary>
internal sealed class ParcelReturn : IStorefrontOwned
{
    public required Guid ParcelId { get; init; }
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>True when the carrier reported the return's RMA number with it; false: only the tracking number says so.</summary>
    public bool IsOnLabel { get; set; }

    /// <summary>True when the return was told that the carrier lost the parcel, which it notes once.</summary>
    public bool IsToldOfLoss { get; set; }
}

/// <summary>The kinds of carriers' events.</summary>
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
