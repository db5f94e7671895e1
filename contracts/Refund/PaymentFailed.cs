namespace AfterSalesMesh.Contracts.Refund;

/// <summary>The customer has not paid, and can't any more.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="CollectionId">The key of the command it answers.</param>
/// <param name="Round">The round of the command it answers.</param>
/// <param name="Amount">What should have been paid, in minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reason">A stable word: <c>expired</c> (the time is over), <c>declined</c> (by the customer's bank, after they had paid), <c>rejected</c> (the provider makes no such link).</param>
/// <param name="At">When it was known, UTC.</param>
public sealed record PaymentFailed(
    Guid ReturnId,
    string StorefrontId,
    Guid CollectionId,
    int Round,
    long Amount,
    string Currency,
    string Reason,
    DateTimeOffset At
);
