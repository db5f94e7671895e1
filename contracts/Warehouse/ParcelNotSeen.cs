namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>The warehouse has seen nothing of the return and expects it no more.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
public sealed record ParcelNotSeen(Guid ReturnId, string StorefrontId);
