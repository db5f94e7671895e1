namespace AfterSalesMesh.Contracts.Returns;

/// <summary>A customer requested a return, and the policy has approved it.</summary>
/// <param name="ReturnId">The return, a time-ordered UUID.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="At">When it was requested, UTC.</param>
public sealed record ReturnRequested(Guid ReturnId, string StorefrontId, string OrderNumber, DateTimeOffset At);
