namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// Expect the parcel of a return. When repeated after the receipt was closed, <see cref="ReceiptClosed"/> is published again.
/// </summary>
/// <param name="ReturnId">The return, and the command's key.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="RmaNumber">The number on the label.</param>
/// <param name="TrackingNumber">The carrier's number, when known.</param>
/// <param name="HandOverBy">The hand-over deadline: by when the customer must hand the parcel to a carrier, UTC.</param>
/// <param name="Lines">What should be in it.</param>
public sealed record ExpectParcel(
    Guid ReturnId,
    string StorefrontId,
    string OrderNumber,
    string RmaNumber,
    string? TrackingNumber,
    DateTimeOffset HandOverBy,
    IReadOnlyList<ExpectedLine> Lines
);
