namespace AfterSalesMesh.Contracts.Refund;

/// <summary>A <see cref="RefundReversed"/> was heard and need not be told again, unless more of the refund comes back.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="RefundId">The refund.</param>
/// <param name="Reversed">How much had come back when it was heard, in minor units.</param>
public sealed record AcknowledgeReversal(Guid ReturnId, string StorefrontId, Guid RefundId, long Reversed);
