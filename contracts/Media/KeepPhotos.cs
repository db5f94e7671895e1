namespace AfterSalesMesh.Contracts.Media;

/// <summary>
/// Keep these photos, because a return names them; what nothing names is deleted. Sent by Returns, repeated until
/// <see cref="PhotosKept"/>. However often it comes, it changes nothing more; a photo that is not there yet is kept when it comes.
/// </summary>
/// <param name="ReturnId">The return; the command's key.</param>
/// <param name="StorefrontId">The storefront that the return belongs to; photos of another are left alone.</param>
/// <param name="PhotoIds">All photos that the return names.</param>
public sealed record KeepPhotos(Guid ReturnId, string StorefrontId, IReadOnlyList<Guid> PhotoIds);
