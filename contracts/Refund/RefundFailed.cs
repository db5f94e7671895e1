namespace AfterSalesMesh.Contracts.Refund;

/// <summary>A refund failed, in whole or in part: a person must check it.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="RefundId">The key of the command that it answers.</param>
/// <param name="Round">The round of that command.</param>
/// <param name="Amount">The amount that should have been refunded, in minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reason">A stable word: <c>cap_exceeded</c>, <c>declined</c>, <c>disputed</c> (there is a chargeback), <c>refunded_elsewhere</c> (the provider has less of the payment left than our ledger), <c>rejected</c> (the provider considers the request wrong: no other payment is tried), <c>refused</c> (by the person who was asked to approve it).</param>
/// <param name="At">When the failure was recorded, UTC.</param>
/// <param name="Paid">How much of it was paid, in minor units; null: not known.</param>
/// <param name="Reversed">How much of it has come back in all, also if it was paid again since, in minor units; null: nothing.</param>
public sealed record RefundFailed(
    Guid ReturnId,
    string StorefrontId,
    Guid RefundId,
    int Round,
    long Amount,
    string Currency,
    string Reason,
    DateTimeOffset At,
    long? Paid = null,
    long? Reversed = null
);
