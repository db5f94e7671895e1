namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// Expect the goods of a return. When repeated after a receipt of the return was closed, the last <see cref="ReceiptClosed"/> is
/// published again.
/// </summary>
/// <param name="ReturnId">The return, and with <paramref name="Revision"/> the command's key.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="Revision">From 1; of two commands, the one with the higher revision counts.</param>
/// <param name="OrderNumber">The storefront's number of the return's first order.</param>
/// <param name="RmaNumber">The number on the label.</param>
/// <param name="TrackingNumber">The carrier's number, when known.</param>
/// <param name="HandOverBy">The hand-over deadline: by when the customer must hand the parcel to a carrier, UTC.</param>
/// <param name="Lines">All units that the return should bring, including those that have already come; empty when everything was withdrawn.</param>
public sealed record ExpectParcel(
    Guid ReturnId,
    string StorefrontId,
    int Revision,
    string OrderNumber,
    string RmaNumber,
    string? TrackingNumber,
    DateTimeOffset HandOverBy,
    IReadOnlyList<ExpectedLine> Lines
);
