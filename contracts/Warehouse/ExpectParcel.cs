namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// A return is on its way. Told again, a warehouse that has closed the receipt answers with <see cref="ReceiptClosed"/>.
/// </summary>
/// <param name="ReturnId">The return, and the command's key.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="RmaNumber">The number on the label.</param>
/// <param name="TrackingNumber">The carrier's number, when known.</param>
/// <param name="Deadline">By when it should be handed over, UTC.</param>
/// <param name="Lines">What should be in it.</param>
public sealed record ExpectParcel(
    Guid ReturnId,
    string StorefrontId,
    string OrderNumber,
    string RmaNumber,
    string? TrackingNumber,
    DateTimeOffset Deadline,
    IReadOnlyList<ExpectedLine> Lines
);
