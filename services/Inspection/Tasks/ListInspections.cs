using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection.Tasks;

/// <summary>Lists open inspections, oldest first; with a return given, all of its inspections.</summary>
internal static class ListInspections
{
    /// <summary>The maximum number of units on a page, except for a single inspection with more.</summary>
    private const int MaxUnits = 10_000;

    /// <summary>The maximum number of characters of notes on a page, with the same exception.</summary>
    private const int MaxNotes = 1_000_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/inspections", HandleAsync)
            .RequireRoles(Roles.Inspector, Roles.Admin)
            .WithSummary("List inspections, oldest first")
            .WithDescription(
                "Without a status, lists open inspections; with a returnId, those of any status. A page ends early where its inspections have many units or long notes."
            );

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
        if (returnId is null)
        {
            limit = await LimitAsync(tasks, limit, cancellation);
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

    private static async Task<int> LimitAsync(
        IQueryable<InspectionTask> tasks,
        int limit,
        CancellationToken cancellation
    )
    {
        var sizes = await tasks
            .OrderBy(x => x.ListKey)
            .Take(limit)
            .Select(x => new { Units = x.Units.Count, x.NoteCharacters })
            .ToListAsync(cancellation);
        var (fitting, units, notes) = (0, 0, 0L);
        while (
            fitting < sizes.Count
            && (units += sizes[fitting].Units) <= MaxUnits
            && (notes += sizes[fitting].NoteCharacters) <= MaxNotes
        )
        {
            fitting++;
        }
        return Math.Max(1, fitting);
    }
}
