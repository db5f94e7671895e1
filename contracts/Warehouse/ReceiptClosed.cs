namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>All that came of a return, as one snapshot. Told again whenever <see cref="ExpectParcel"/> or <see cref="StopExpectingParcel"/> is.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="ReceiptId">The receipt.</param>
/// <param name="Units">The expected units that came; empty when the parcel held none of them.</param>
/// <param name="Unexpected">How many units came that were not asked for; they are in quarantine.</param>
/// <param name="At">When the receipt was closed, UTC.</param>
public sealed record ReceiptClosed(
    Guid ReturnId,
    string StorefrontId,
    Guid ReceiptId,
    IReadOnlyList<ReceivedUnit> Units,
    int Unexpected,
    DateTimeOffset At
);
