namespace AfterSalesMesh.Contracts.Refund;

/// <summary>A <see cref="RefundReversed"/> was heard and need not be told again, unless more of the refund comes back.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="RefundId">The refund.</param>
/// <param name="Reversed">How much had come back when it was heard, in minor units.</param>
/// <param name="Unknown">True: no return has such a refund, so nobody there looks after it. Null: one has.</param>
public sealed record AcknowledgeReversal(
    Guid ReturnId,
    string StorefrontId,
    Guid RefundId,
    long Reversed,
    bool? Unknown = null
);
