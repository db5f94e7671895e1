using AfterSalesMesh.DurableMessaging.Failures;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.ServiceDefaults.Operations;

/// <summary>
/// <c>POST /v1/ops/failures/{id}/replay</c> and <c>POST /v1/ops/failures/{service}/replay</c>: send one message again, or all
/// that match. Two calls, even at the same time, send each message once: only one commit turns a failure into an outbox row.
/// </summary>
internal static class ReplayFailures
{
    private const int MaxAtOnce = 1000;

    public static void Map<TDbContext>(IEndpointRouteBuilder routes, string service)
        where TDbContext : ServiceDbContext
    {
        routes
            .MapPost(
                $"/v1/ops/failures/{service}-{{id:guid}}/replay",
                (
                    Guid id,
                    TDbContext db,
                    DatabaseClock<TDbContext> clock,
                    Caller caller,
                    CancellationToken cancellation
                ) => OneAsync(id, db, clock.UtcNow, service, caller, cancellation)
            )
            .Writes<TDbContext>()
            .RequireRoles(Roles.Admin)
            .ExcludeFromDescription();
        routes
            .MapPost($"/v1/ops/failures/{service}/replay", SeveralAsync<TDbContext>)
            .Writes<TDbContext>()
            .RequireRoles(Roles.Admin)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> OneAsync(
        Guid id,
        ServiceDbContext db,
        DateTimeOffset now,
        string service,
        Caller caller,
        CancellationToken cancellation
    )
    {
        if (await db.Failures.Of(caller).FirstOrDefaultAsync(x => x.Id == id, cancellation) is not { } failure)
        {
            return Problem.NotFound("failure");
        }
        db.Replay(failure, now);
        return TypedResults.Ok(failure.ToItem(service));
    }

    private static async Task<IResult> SeveralAsync<TDbContext>(
        ReplayRequest filter,
        TDbContext db,
        DatabaseClock<TDbContext> clock,
        Caller caller,
        CancellationToken cancellation
    )
        where TDbContext : ServiceDbContext
    {
        var checks = new Checks();
        filter.Check(checks);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var waiting = db.Failures.Waiting(caller, filter);
        var found = await waiting.OrderBy(x => x.LastAt).Take(MaxAtOnce).ToListAsync(cancellation);
        var left = found.Count < MaxAtOnce ? 0 : await waiting.CountAsync(cancellation) - found.Count;
        foreach (var failure in found)
        {
            db.Replay(failure, clock.UtcNow);
        }
        return TypedResults.Ok(new ReplayAnswer(found.Count, left, []));
    }
}
