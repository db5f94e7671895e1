using AfterSalesMesh.Media.Files;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Media.Photos;

/// <summary>
/// <c>DELETE /v1/photos/{id}</c>: erases a photo, even if it is attached. The return keeps its id and hash, and reading the photo is
/// answered with 404.
/// </summary>
internal static class DeletePhoto
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/v1/photos/{id:guid}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Admin)
            .WithSummary("Erase a photo, even if a return names it")
            .Produces(StatusCodes.Status204NoContent)
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        Guid id,
        MediaDb db,
        IFileStore files,
        ILoggerFactory loggers,
        CancellationToken cancellation
    )
    {
        var photo = await db.Photos.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (photo is null)
        {
            return Problem.NotFound("photo");
        }
        // The row first: from now on nobody sees the photo, and the sweep deletes files without a row.
        await db.WriteAsync(() => db.Photos.Where(x => x.Id == id).ExecuteDeleteAsync(cancellation), cancellation);
        try
        {
            await files.DeleteAsync(photo.ImageFile, cancellation);
            await files.DeleteAsync(photo.ThumbnailFile, cancellation);
        }
        catch (Exception exception) when (exception is IOException or FileStoreException)
        {
            loggers
                .CreateLogger(typeof(DeletePhoto).FullName!)
                .LogWarning(
                    exception,
                    "The files of photo {PhotoId} could not be deleted; they are deleted later, as files without a photo",
                    id
                );
        }
        return TypedResults.NoContent();
    }
}
