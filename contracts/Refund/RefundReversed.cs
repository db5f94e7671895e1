namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// Money that had gone back did not get there: the merchant has it again, and a person must look. Told until
/// <see cref="AcknowledgeReversal"/> says that it was heard.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="RefundId">The key of the command whose refund it was.</param>
/// <param name="Round">The round of that command.</param>
/// <param name="Reversed">How much of it has come back in all, in minor units of <paramref name="Currency"/>; it can grow.</param>
/// <param name="Paid">How much of it is still paid.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When it was known, UTC.</param>
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
