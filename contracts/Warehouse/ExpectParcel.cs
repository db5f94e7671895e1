namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// Expect the goods of a return. When repeated after a receipt of the return was closed, the last <see cref="ReceiptClosed"/> is
/// published again, and carriers' events that the return does not know are.
/// </summary>
/// <param name="ReturnId">The return, and with <paramref name="Revision"/> the command's key.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="Revision">From 1; of two commands, the one with the higher revision counts.</param>
/// <param name="OrderNumber">The storefront's number of the return's first order.</param>
/// <param name="RmaNumber">The number on the label.</param>
/// <param name="TrackingNumber">The carrier's number, when known.</param>
/// <param name="HandOverBy">The hand-over deadline: by when the customer must hand the parcel to a carrier, UTC.</param>
/// <param name="Lines">All units that the return should bring, including those that have already come; empty when everything was withdrawn.</param>
/// <param name="HandedOver">True when the return knows that a carrier has or had a parcel of it.</param>
/// <param name="LostParcels">The parcels that the return knows to be lost; null: none.</param>
public sealed record ExpectParcel(
    Guid ReturnId,
    string StorefrontId,
    int Revision,
    string OrderNumber,
    string RmaNumber,
    string? TrackingNumber,
    DateTimeOffset HandOverBy,
    IReadOnlyList<ExpectedLine> Lines,
    bool HandedOver = false,
    IReadOnlyList<Guid>? LostParcels = null
);
