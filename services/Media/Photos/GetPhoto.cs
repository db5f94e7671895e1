using AfterSalesMesh.Media.Files;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Media.Photos;

/// <summary><c>GET /v1/photos/{id}</c>: a photo, as JPEG.</summary>
internal static class GetPhoto
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/photos/{id:guid}", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent, Roles.Warehouse, Roles.Inspector, Roles.Finance, Roles.Admin)
            .WithSummary("Get a photo")
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
        return await PhotoFile.SendAsync(db, photo, thumbnail: false, response, files, cancellation);
    }
}
