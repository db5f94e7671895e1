using AfterSalesMesh.Warehouse.Parcels;

namespace AfterSalesMesh.Warehouse.Carriers;

/// <summary>What a carrier reported of a parcel, kept for good: a carrier may repeat it at any time.</summary>
internal sealed class CarrierEvent
{
    /// <summary>Derived from <see cref="EventId"/> and <see cref="Storefronts"/>, so that two owners never share an event.</summary>
    public required Guid Id { get; init; }

    /// <summary>The event's id, made by the carrier.</summary>
    public required string EventId { get; init; }

    /// <summary>The storefronts of whoever reported it, sorted.</summary>
    public required IReadOnlyList<string> Storefronts { get; init; }
    public required Guid ParcelId { get; init; }
    public string? TrackingNumber { get; init; }
    public string? RmaNumber { get; init; }

    /// <summary>A word of <see cref="CarrierEventKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it happened, as the carrier says.</summary>
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>The id of the person or system that reported it.</summary>
    public required string By { get; init; }
}
