using AfterSalesMesh.Media.Files;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Media.Photos;

/// <summary>
/// <c>DELETE /v1/photos/{id}</c>: erases a photo, also one that is attached. What names it keeps its id and hash, and a reader is
/// answered 404.
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
        // Its row first: from now on nobody sees it, and a file without a row is deleted by the sweep.
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
                .LogWarning(exception, "The files of photo {PhotoId} are deleted later, as files without a photo", id);
        }
        return TypedResults.NoContent();
    }
}
