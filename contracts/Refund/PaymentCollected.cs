namespace AfterSalesMesh.Contracts.Refund;

/// <summary>The customer has paid what was to be collected.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="CollectionId">The key of the command it answers.</param>
/// <param name="Round">The round of the command it answers.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Payment">The payment it was paid by: money can go back to it.</param>
/// <param name="At">When it was known, UTC.</param>
public sealed record PaymentCollected(
    Guid ReturnId,
    string StorefrontId,
    Guid CollectionId,
    int Round,
    long Amount,
    string Currency,
    CapturedPayment Payment,
    DateTimeOffset At
);
