using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Collections;

/// <summary><c>GET /v1/collections</c> and <c>GET /v1/collections/{id}</c>: amounts that customers owe, with their payment links.</summary>
internal static class GetCollections
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/v1/collections", ListAsync)
            .RequireRoles(Roles.Finance, Roles.Admin, Roles.Storefront)
            .WithSummary(
                "List amounts that customers owe, with their payment links, oldest first; of one status or one return"
            );
        routes
            .MapGet("/v1/collections/{id:guid}", OneAsync)
            .WithName("getCollection")
            .RequireRoles(Roles.Finance, Roles.Admin, Roles.Storefront)
            .WithSummary("Get an amount that a customer owes, its status and its payment link")
            .Problems(StatusCodes.Status404NotFound, "not_found");
    }

    private static async Task<Ok<Page<CollectionItem>>> ListAsync(
        RefundDb db,
        [OneOf(typeof(CollectionStatus))] string? status,
        Guid? returnId,
        Guid? after,
        CancellationToken cancellation,
        int limit = Page.DefaultLimit
    )
    {
        var page = await db
            .Collections.AsNoTracking()
            .Where(x => status == null || x.Status == status)
            .Where(x => returnId == null || x.ReturnId == returnId)
            .Where(x => after == null || x.Position > after)
            .OrderBy(x => x.Position)
            .ToPageAsync(limit, x => $"{x.Position}", cancellation);
        if (returnId is { } id && page.Items.Count > 0)
        {
            ReturnTrace.Tag(id);
        }
        return TypedResults.Ok(page.Map(CollectionItem.Of));
    }

    private static async Task<Results<Ok<CollectionItem>, ProblemHttpResult>> OneAsync(
        Guid id,
        RefundDb db,
        CancellationToken cancellation
    )
    {
        var found = await db.Collections.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (found is null)
        {
            return Problem.NotFound("collection");
        }
        ReturnTrace.Tag(found.ReturnId);
        return TypedResults.Ok(CollectionItem.Of(found));
    }
}
