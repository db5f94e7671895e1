namespace AfterSalesMesh.Contracts.Returns;

/// <summary>The return may be sent back.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="RmaNumber">What the customer writes on the parcel, with a check character.</param>
/// <param name="Rule">The policy rule that decided.</param>
public sealed record ReturnApproved(
    Guid ReturnId,
    string StorefrontId,
    string OrderNumber,
    string RmaNumber,
    string Rule
);
