namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// A refund that succeeded came back to the merchant: a person must check it. Repeated until <see cref="AcknowledgeReversal"/>.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="RefundId">The key of the <see cref="IssueRefund"/>.</param>
/// <param name="Round">The round of that command.</param>
/// <param name="Reversed">How much of it came back in all, in minor units of <paramref name="Currency"/>; it can grow.</param>
/// <param name="Paid">How much of it is still paid.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When the reversal was recorded, UTC.</param>
public sealed record RefundReversed(
    Guid ReturnId,
    string StorefrontId,
    Guid RefundId,
    int Round,
    long Reversed,
    long Paid,
    string Currency,
    DateTimeOffset At
);
