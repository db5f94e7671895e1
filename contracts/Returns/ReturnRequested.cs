namespace AfterSalesMesh.Contracts.Returns;

/// <summary>A customer has asked to send something back; the policy's decision is made with it.</summary>
/// <param name="ReturnId">The return, a time-ordered UUID.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="At">When it was asked, UTC.</param>
public sealed record ReturnRequested(Guid ReturnId, string StorefrontId, string OrderNumber, DateTimeOffset At);
