namespace AfterSalesMesh.Contracts.Returns;

/// <summary>No parcel came by the deadline; the units may be asked for again.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
public sealed record ReturnExpired(Guid ReturnId, string StorefrontId);
