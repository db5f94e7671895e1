namespace AfterSalesMesh.Contracts.Returns;

/// <summary>A customer requested to send something back. The policy has approved it by then.</summary>
/// <param name="ReturnId">The return, a time-ordered UUID.</param>
/// <param name="StorefrontId">The storefront it belongs to.</param>
/// <param name="OrderNumber">The storefront's own order number.</param>
/// <param name="At">When it was requested, UTC.</param>
public sealed record ReturnRequested(Guid ReturnId, string StorefrontId, string OrderNumber, DateTimeOffset At);
