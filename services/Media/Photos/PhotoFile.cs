using AfterSalesMesh.Media.Files;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.Media.Photos;

/// <summary>Answers with a file of a photo.</summary>
internal static class PhotoFile
{
    private const string ContentType = "image/jpeg";

    public static async Task<IResult> SendAsync(
        MediaDb db,
        Photo? photo,
        bool thumbnail,
        HttpResponse response,
        IFileStore files,
        CancellationToken cancellation
    )
    {
        if (photo is null)
        {
            return Problem.NotFound("photo");
        }
        var (name, tag) = thumbnail
            ? (photo.ThumbnailFile, $"\"{photo.Sha256}-thumbnail\"")
            : (photo.ImageFile, $"\"{photo.Sha256}\"");
        Stream? file;
        try
        {
            file = await files.OpenAsync(name, cancellation);
        }
        catch (FileStoreException)
        {
            return Away(response);
        }
        if (file is null)
        {
            if (!await db.Photos.AnyAsync(x => x.Id == photo.Id, cancellation))
            {
                // The photo was erased meanwhile.
                return Problem.NotFound("photo");
            }
            throw new InvalidOperationException($"The file of photo {photo.Id} is not in the store.");
        }
        // Only the caller may cache the photo, not a proxy; it is validated each time, because it may have been erased.
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.ContentDisposition = $"inline; filename=\"{photo.Id}{Photo.FileType}\"";
        return TypedResults.Stream(file, ContentType, entityTag: new EntityTagHeaderValue(tag));
    }

    /// <summary>The problem when the store does not answer.</summary>
    public static ProblemHttpResult Away(HttpResponse response)
    {
        response.Headers.RetryAfter = "5";
        return Problem.Of(
            StatusCodes.Status503ServiceUnavailable,
            "temporarily_unavailable",
            "The photo store does not answer. Repeat the call in a few seconds."
        );
    }
}
