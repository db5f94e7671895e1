namespace AfterSalesMesh.Contracts.Refund;

/// <summary>The money did not go back and will not by itself: a person must look.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="RefundId">The key of the command it answers.</param>
/// <param name="Round">The round of the command it answers.</param>
/// <param name="Amount">What should have gone back, in minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reason">A stable word: <c>cap_exceeded</c>, <c>declined</c>, <c>disputed</c> (the customer's bank takes it back), <c>refunded_elsewhere</c> (less is left on a payment than we think), <c>rejected</c> (the provider takes it for our mistake: no other payment is tried), <c>refused</c> (by who should have approved it).</param>
/// <param name="At">When it was known, UTC.</param>
/// <param name="Paid">What did go back of it, in minor units; null: not told.</param>
public sealed record RefundFailed(
    Guid ReturnId,
    string StorefrontId,
    Guid RefundId,
    int Round,
    long Amount,
    string Currency,
    string Reason,
    DateTimeOffset At,
    long? Paid = null
);
