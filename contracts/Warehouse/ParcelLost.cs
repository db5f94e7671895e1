namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// A carrier reported that it lost a parcel of the return. Published again when <see cref="ExpectParcel"/> is repeated, until the return
/// knows it, as long as the carrier has reported no later event. The goods may still arrive.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ParcelId">The parcel.</param>
/// <param name="TrackingNumber">The carrier's number, when known.</param>
/// <param name="At">The time of the carrier's event, UTC.</param>
public sealed record ParcelLost(
    Guid ReturnId,
    string StorefrontId,
    Guid ParcelId,
    string? TrackingNumber,
    DateTimeOffset At
);
