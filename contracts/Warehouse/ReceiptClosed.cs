namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// All units that have come for a return in its closed receipts: a snapshot; the one with the highest number counts. It is
/// published again, with the same number and content, whenever <see cref="ExpectParcel"/> or <see cref="StopExpectingParcel"/>
/// is repeated. Units that come when nothing more was expected make another snapshot, for which no command waits: it is published again until
/// <see cref="AcknowledgeReceipt"/> arrives. From a return's 21st snapshot on, only the latest is published, at most every 15 seconds
/// and in the same way, so numbers may be missing.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="Number">The number of the snapshot, from 1.</param>
/// <param name="ReceiptId">The last receipt in the snapshot: the id that the scanning device generated.</param>
/// <param name="Units">The units that fit lines of the return; may be empty.</param>
/// <param name="Unplaced">The units that fit no line of the return.</param>
/// <param name="NothingMoreExpected">
/// True when everything expected came, when a person said that nothing more will come, or when <see cref="StopExpectingParcel"/>
/// was carried out.
/// </param>
/// <param name="At">When the receipt was closed or a unit was assigned, UTC.</param>
/// <param name="By">The id of the person who closed the receipt or assigned the unit.</param>
/// <param name="ByName">The name of that person.</param>
/// <param name="AwaitsAcknowledgement">True: the snapshot is published again until <see cref="AcknowledgeReceipt"/> arrives.</param>
public sealed record ReceiptClosed(
    Guid ReturnId,
    string StorefrontId,
    int Number,
    Guid ReceiptId,
    IReadOnlyList<ReceivedUnit> Units,
    IReadOnlyList<UnplacedUnit> Unplaced,
    bool NothingMoreExpected,
    DateTimeOffset At,
    string? By = null,
    string? ByName = null,
    bool AwaitsAcknowledgement = false
);
