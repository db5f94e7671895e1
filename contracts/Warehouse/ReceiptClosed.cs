namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>A receipt was closed: all that arrived of a return. Published again whenever <see cref="ExpectParcel"/> or <see cref="StopExpectingParcel"/> is repeated.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="ReceiptId">The receipt, as numbered by the scanning device.</param>
/// <param name="Units">The expected units that arrived; empty when the parcel held none of them.</param>
/// <param name="Unexpected">How many other units arrived; they are in quarantine.</param>
/// <param name="At">When the receipt was closed, UTC.</param>
/// <param name="By">The id of the person who closed it.</param>
/// <param name="ByName">The name of that person.</param>
public sealed record ReceiptClosed(
    Guid ReturnId,
    string StorefrontId,
    Guid ReceiptId,
    IReadOnlyList<ReceivedUnit> Units,
    int Unexpected,
    DateTimeOffset At,
    string? By = null,
    string? ByName = null
);
