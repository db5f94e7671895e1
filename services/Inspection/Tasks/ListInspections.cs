using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection.Tasks;

/// <summary>Lists open inspections, oldest first; with a return given, all of its inspections.</summary>
internal static class ListInspections
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/inspections", HandleAsync)
            .RequireRoles(Roles.Inspector, Roles.Admin)
            .WithSummary("List inspections, oldest first")
            .WithDescription("Without a status, the open ones; with a returnId, those of any status.");

    private static async Task<Ok<Page<InspectionResponse>>> HandleAsync(
        InspectionDb db,
        CancellationToken cancellation,
        Guid? returnId = null,
        [OneOf(typeof(InspectionStatuses))] string? status = null,
        Guid? after = null,
        int limit = Page.DefaultLimit
    )
    {
        var tasks = db.Tasks.AsNoTracking();
        if (returnId is null)
        {
            status ??= InspectionStatuses.Open;
        }
        else
        {
            tasks = tasks.Where(x => x.ReturnId == returnId);
        }
        if (status is not null)
        {
            tasks = tasks.Where(x => x.Status == status);
        }
        if (after is not null)
        {
            tasks = tasks.Where(x => x.ListKey > after);
        }
        var page = await tasks
            .OrderBy(x => x.ListKey)
            .Include(x => x.Units)
            .AsSplitQuery()
            .ToPageAsync(limit, x => x.ListKey.ToString(), cancellation);
        if (returnId is { } id && page.Items.Count > 0)
        {
            ReturnTrace.Tag(id);
        }
        return TypedResults.Ok(page.Map(x => InspectionResponse.Of(x, ETag.Of(x.Version))));
    }
}
