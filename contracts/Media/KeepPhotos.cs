namespace AfterSalesMesh.Contracts.Media;

/// <summary>
/// Keep these photos, because a return names them; photos that no return names are deleted. Sent by Returns, repeated until
/// <see cref="PhotosKept"/>. A repeated command changes nothing; a photo that is uploaded later is kept as well.
/// </summary>
/// <param name="ReturnId">The return; the command's key.</param>
/// <param name="StorefrontId">The storefront that the return belongs to; photos of another storefront are ignored.</param>
/// <param name="PhotoIds">All photos that the return names.</param>
public sealed record KeepPhotos(Guid ReturnId, string StorefrontId, IReadOnlyList<Guid> PhotoIds);
