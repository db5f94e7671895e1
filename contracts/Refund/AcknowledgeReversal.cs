namespace AfterSalesMesh.Contracts.Refund;

/// <summary>Stop repeating a <see cref="RefundReversed"/>, unless more of the refund comes back.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="RefundId">The refund.</param>
/// <param name="Reversed">The amount in the event that is acknowledged, in minor units.</param>
/// <param name="Unknown">True: no return has this refund, so finance must check it. Null: a return has it.</param>
public sealed record AcknowledgeReversal(
    Guid ReturnId,
    string StorefrontId,
    Guid RefundId,
    long Reversed,
    bool? Unknown = null
);
