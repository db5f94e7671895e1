using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.WhatIf;

/// <summary><c>POST /v1/policy/what-if/{id}/cancel</c>: cancels a what-if after its current page.</summary>
internal static class CancelWhatIf
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/policy/what-if/{id:guid}/cancel", HandleAsync)
            .RequireRoles(Roles.Admin, Roles.Settings)
            .Writes<ReturnsDb>()
            .WithSummary("Cancel a what-if")
            .Produces<WhatIfResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "already_done");

    private static async Task<IResult> HandleAsync(Guid id, ReturnsDb db, CancellationToken cancellation)
    {
        if (await db.WhatIfJobs.FirstOrDefaultAsync(x => x.Id == id, cancellation) is not { } job)
        {
            return Problem.NotFound("what-if");
        }
        if (job.Status == WhatIfStatuses.Done)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "already_done",
                "This what-if is done and has a result: only a running one can be cancelled."
            );
        }
        (job.Status, job.DueAt) = (WhatIfStatuses.Cancelled, null);
        return TypedResults.Ok(WhatIfResponse.Of(job));
    }
}
