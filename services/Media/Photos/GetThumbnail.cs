using AfterSalesMesh.Media.Files;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Media.Photos;

/// <summary><c>GET /v1/photos/{id}/thumbnail</c>: the thumbnail of a photo, of at most 400 pixels a side, as JPEG.</summary>
internal static class GetThumbnail
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/photos/{id:guid}/thumbnail", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Warehouse, Roles.Inspector, Roles.Finance, Roles.Admin)
            .WithSummary("Get the thumbnail of a photo, of at most 400 pixels a side")
            .Produces<Stream>(StatusCodes.Status200OK, "image/jpeg")
            .Produces(StatusCodes.Status304NotModified)
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        Guid id,
        HttpResponse response,
        MediaDb db,
        IFileStore files,
        CancellationToken cancellation
    )
    {
        var photo = await db.Photos.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellation);
        return await PhotoFile.SendAsync(db, photo, thumbnail: true, response, files, cancellation);
    }
}
