using AfterSalesMesh.Media.Files;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.Metadata;

namespace AfterSalesMesh.Media.Photos;

/// <summary><c>PUT /v1/photos/{id}</c>: uploads a photo with an id that the device generated.</summary>
internal static class PutPhoto
{
    /// <summary>The gateway has the same limit.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/v1/photos/{id:guid}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Warehouse, Roles.Inspector)
            .Writes<MediaDb>()
            .WithMetadata(new SizeLimit(MaxBytes))
            .Accepts<Stream>("*/*")
            .WithSummary(
                "Upload a photo; the device generates its id, a UUID, and repeating the same upload changes nothing"
            )
            .WithDescription(
                "The body is a JPEG, PNG, WebP or HEIC file of at most 16 MB and 50 megapixels. It is stored as a JPEG of at most "
                    + "4096 pixels a side, upright and without metadata; sha256, width, height and bytes are those of the file "
                    + "that is stored. A photo that no return names is deleted after 7 days. Staff of several storefronts name one by storefrontId."
            )
            .Produces<PhotoResponse>(StatusCodes.Status201Created)
            .Produces<PhotoResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "photo_differs")
            .Problems(StatusCodes.Status415UnsupportedMediaType, "unsupported_image")
            .Problems(StatusCodes.Status422UnprocessableEntity, "too_many_pixels", "too_many_scans", "unreadable_image")
            .Problems(StatusCodes.Status507InsufficientStorage, "insufficient_storage");

    private static async Task<IResult> HandleAsync(
        Guid id,
        HttpContext context,
        Caller caller,
        PhotoUpload upload,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        try
        {
            // Buffers in a temporary file, because many large uploads may wait for their turn.
            context.Request.EnableBuffering();
            context.Request.Body.Position = 0;
            return await upload.RunAsync(id, storefront, caller.PersonId, context, cancellation);
        }
        catch (Exception full) when (DiskFull.Is(full) || full is FileStoreException { IsFull: true })
        {
            return Problem.Of(
                StatusCodes.Status507InsufficientStorage,
                "insufficient_storage",
                "There is no space left for photos. Nothing was stored: repeat the upload when there is space again."
            );
        }
        catch (FileStoreException)
        {
            return PhotoFile.Away(context.Response);
        }
    }

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}

/// <param name="Id">The id that the device generated.</param>
/// <param name="Sha256">SHA-256 of the stored photo, 64 hexadecimal digits. A return names the photo by its id and this hash.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Bytes">The length of the stored photo.</param>
internal sealed record PhotoResponse(
    Guid Id,
    string Sha256,
    int Width,
    int Height,
    long Bytes,
    DateTimeOffset UploadedAt
)
{
    public static PhotoResponse Of(Photo photo) =>
        new(photo.Id, photo.Sha256, photo.Width, photo.Height, photo.Bytes, photo.UploadedAt);
}
