using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>
/// <c>POST /v1/ops/returns/{id}/redrive</c>: makes a return due now, so that it sends its last commands again. A service
/// that has already carried out such a command does nothing new and answers with the outcome again.
/// </summary>
internal static class RedriveReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/ops/returns/{id:guid}/redrive", HandleAsync)
            .Writes<ReturnsDb>()
            .RequireRoles(Roles.Admin)
            .WithSummary("Redrive a return: repeat now the commands whose answers it waits for")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "nothing_to_repeat");

    private static async Task<Results<Ok<Redriven>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Caller caller,
        ReturnsDb db,
        DatabaseClock<ReturnsDb> clock,
        CancellationToken cancellation
    )
    {
        if (await db.Returns.FirstOrDefaultAsync(x => x.CorrelationId == id, cancellation) is not { } found)
        {
            return Problem.NotFound("return");
        }
        ReturnTrace.Tag(id, found);
        if (ReturnWaits.Of(found).MinBy(x => x.DueAt) is not { } wait)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "nothing_to_repeat",
                "This return is not waiting for an answer; there is no command to repeat."
            );
        }
        var now = clock.UtcNow;
        found.DueAt = now;
        db.Timeline.Add(
            new TimelineEntry
            {
                Id = Guid.CreateVersion7(now),
                ReturnId = id,
                StorefrontId = found.StorefrontId,
                At = now,
                Event = new TimelineEvent.Redriven(),
                By = caller.PersonId,
                ByName = caller.PersonName,
            }
        );
        return TypedResults.Ok(new Redriven(id, found.Status, wait.For, wait.Repeats));
    }
}

/// <param name="WaitsFor">The first answer that the return waits for.</param>
/// <param name="Repeats">The command that is sent again now.</param>
internal sealed record Redriven(Guid Id, string Status, string WaitsFor, string? Repeats);
