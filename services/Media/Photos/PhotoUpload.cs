using System.Security.Cryptography;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Media.Files;
using AfterSalesMesh.Media.Images;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Media.Photos;

/// <summary>Handles an upload: recognizes a repeated one, converts the image, writes its files, and then adds the row.</summary>
internal sealed class PhotoUpload(MediaDb db, ImageConverter converter, IFileStore files, TimeProvider time)
{
    public async Task<IResult> RunAsync(
        Guid id,
        string storefront,
        string by,
        HttpContext context,
        CancellationToken cancellation
    )
    {
        var body = context.Request.Body;
        var hash = await SHA256.HashDataAsync(body, cancellation);
        if (body.Length == 0)
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest,
                "invalid_request",
                "The body is empty: it must be an image."
            );
        }
        // Without the storefront filter: an id is used, whichever storefront uses it.
        var there = await db
            .Photos.IgnoreQueryFilters()
            .AsNoTracking()
            .FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (there is not null)
        {
            return Repeated(there, storefront, hash);
        }
        body.Position = 0;
        var head = new byte[64];
        var length = await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        if (ImageFormats.Of(head.AsSpan(0, length)) is not { } format)
        {
            return Problem.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_image",
                "The file must be a JPEG, PNG, WebP or HEIC image. Its content counts, not its name or Content-Type."
            );
        }
        body.Position = 0;
        var (image, refusal) = await converter.ConvertAsync(body, format, storefront, cancellation);
        if (refusal is not null)
        {
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, refusal.Word, refusal.Detail);
        }
        if (image is null)
        {
            context.Response.Headers.RetryAfter = "5";
            return Problem.Of(
                StatusCodes.Status503ServiceUnavailable,
                "temporarily_unavailable",
                "Too many photos are being uploaded at once. Nothing was stored: repeat the upload in a few seconds."
            );
        }
        var photo = PhotoOf(id, storefront, by, hash, image);
        await files.WriteAsync(photo.ThumbnailFile, image.Thumbnail, cancellation);
        await files.WriteAsync(photo.ImageFile, image.Photo, cancellation);
        CrashPoint.Reach("after-files");
        db.Photos.Add(photo);
        return TypedResults.Created($"/v1/photos/{id}", PhotoResponse.Of(photo));
    }

    private static IResult Repeated(Photo there, string storefront, byte[] hash) =>
        there.StorefrontId != storefront ? Problem.NotFound("photo")
        : there.UploadHash.AsSpan().SequenceEqual(hash) ? TypedResults.Ok(PhotoResponse.Of(there))
        : Problem.Of(
            StatusCodes.Status409Conflict,
            "photo_differs",
            "Another photo was already uploaded with this id: generate a new id for each photo."
        );

    private Photo PhotoOf(Guid id, string storefront, string by, byte[] hash, ConvertedImage image)
    {
        var now = time.GetUtcNow();
        return new Photo
        {
            Id = id,
            StorefrontId = storefront,
            File = Photo.NewFile(now),
            UploadHash = hash,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(image.Photo)),
            Width = image.Width,
            Height = image.Height,
            Bytes = image.Photo.Length,
            // Every database stores whole milliseconds exactly, so a repeated answer is identical.
            UploadedAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond)),
            By = by,
            PurgeAt = now + Photo.Unattached,
        };
    }
}
