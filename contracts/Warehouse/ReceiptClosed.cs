namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>
/// All that has come for a return in its closed receipts: a snapshot, of which the one with the highest number is true. It is
/// published again, with the same number and content, whenever <see cref="ExpectParcel"/> or <see cref="StopExpectingParcel"/>
/// is repeated. What comes when nothing more was expected makes a next one, for which no command waits: it is published again until
/// <see cref="AcknowledgeReceipt"/> comes.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="Number">The number of the snapshot, from 1.</param>
/// <param name="ReceiptId">The last receipt in it, as numbered by the scanning device.</param>
/// <param name="Units">The units that came for its lines; empty when there were none.</param>
/// <param name="Unplaced">The other units that came.</param>
/// <param name="NothingMoreExpected">
/// True when everything expected came, when a person said that nothing more will come, or when <see cref="StopExpectingParcel"/>
/// was obeyed.
/// </param>
/// <param name="At">When that receipt was closed or a unit was assigned, UTC.</param>
/// <param name="By">The id of the person who did it.</param>
/// <param name="ByName">The name of that person.</param>
/// <param name="AwaitsAcknowledgement">True while it is published again until <see cref="AcknowledgeReceipt"/> comes.</param>
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
