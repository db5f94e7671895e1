namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// A carrier has a parcel of the return. That of the first parcel is published again when <see cref="ExpectParcel"/> is repeated, until the
/// return knows that it was handed over.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ParcelId">The parcel; a return may come in several parcels, and a parcel may hold several returns.</param>
/// <param name="TrackingNumber">The carrier's number, when known.</param>
/// <param name="At">The time of the carrier's first event of the parcel, as far as known, UTC.</param>
public sealed record ParcelInTransit(
    Guid ReturnId,
    string StorefrontId,
    Guid ParcelId,
    string? TrackingNumber,
    DateTimeOffset At
);
