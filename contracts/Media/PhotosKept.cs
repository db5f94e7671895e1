namespace AfterSalesMesh.Contracts.Media;

/// <summary>The photos of a return are kept.</summary>
/// <param name="ReturnId">The key of the command that it answers.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="PhotoIds">As in the command.</param>
public sealed record PhotosKept(Guid ReturnId, string StorefrontId, IReadOnlyList<Guid> PhotoIds);
