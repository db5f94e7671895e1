namespace AfterSalesMesh.Contracts.Refund;

/// <summary>A refund was submitted to the provider; its outcome is not known yet.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="RefundId">The key of the command that it answers.</param>
/// <param name="Round">The round of that command.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When the provider accepted it, UTC.</param>
public sealed record RefundSubmitted(
    Guid ReturnId,
    string StorefrontId,
    Guid RefundId,
    int Round,
    long Amount,
    string Currency,
    DateTimeOffset At
);
