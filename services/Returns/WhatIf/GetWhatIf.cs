using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.WhatIf;

/// <summary><c>GET /v1/policy/what-if/{id}</c>: the progress of a what-if, and its result.</summary>
internal static class GetWhatIf
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/policy/what-if/{id:guid}", HandleAsync)
            .RequireRoles(Roles.Admin, Roles.Settings)
            .WithSummary("Get the progress or the result of a what-if")
            .Produces<WhatIfResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(Guid id, ReturnsDb db, CancellationToken cancellation) =>
        await db.WhatIfJobs.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellation) is { } job
            ? TypedResults.Ok(WhatIfResponse.Of(job))
            : Problem.NotFound("what-if");
}
