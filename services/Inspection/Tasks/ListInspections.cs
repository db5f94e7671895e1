using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection.Tasks;

/// <summary>What waits for an inspector, oldest first; with a return named, all of its inspections.</summary>
internal static class ListInspections
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/inspections", HandleAsync)
            .WithSummary("List inspections, oldest first")
            .WithDescription(
                "status is open or done; left out, it is open, or either when returnId is given. after takes the next of the page before."
            )
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<InspectionResponse>>, ProblemHttpResult>> HandleAsync(
        InspectionDb db,
        CancellationToken cancellation,
        Guid? returnId = null,
        string? status = null,
        Guid? after = null,
        int limit = Page.DefaultLimit
    )
    {
        var checks = new Checks();
        checks.That(limit is >= 1 and <= Page.MaxLimit, "limit", $"must be from 1 to {Page.MaxLimit}");
        checks.That(
            status is null or InspectionStatuses.Open or InspectionStatuses.Done,
            "status",
            $"must be {InspectionStatuses.Open} or {InspectionStatuses.Done}"
        );
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var tasks = db.Tasks.AsNoTracking();
        if (returnId is not null)
        {
            tasks = tasks.Where(x => x.ReturnId == returnId);
        }
        else
        {
            status ??= InspectionStatuses.Open;
        }
        if (status is not null)
        {
            tasks = tasks.Where(x => x.Status == status);
        }
        if (after is not null)
        {
            tasks = tasks.Where(x => x.Place > after);
        }
        var found = await tasks
            .OrderBy(x => x.Place)
            .Take(limit + 1)
            .Include(x => x.Units)
            .AsSplitQuery()
            .ToListAsync(cancellation);
        if (returnId is { } id && found.Count > 0)
        {
            ReturnTrace.Tag(id);
        }
        var page = Page.Of(found, limit, x => x.Place.ToString());
        return TypedResults.Ok(new Page<InspectionResponse>([.. page.Items.Select(InspectionResponse.Of)], page.Next));
    }
}
