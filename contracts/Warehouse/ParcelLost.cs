namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// A carrier says that it lost a parcel of the return. Published again when <see cref="ExpectParcel"/> is repeated, as long as
/// the carrier says nothing later. The goods may still come.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ParcelId">The parcel.</param>
/// <param name="TrackingNumber">The carrier's number, when known.</param>
/// <param name="At">When the carrier said so, UTC.</param>
public sealed record ParcelLost(
    Guid ReturnId,
    string StorefrontId,
    Guid ParcelId,
    string? TrackingNumber,
    DateTimeOffset At
);
