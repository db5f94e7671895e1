using System.Text.Json;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Stuck;

/// <summary>
/// <c>POST /v1/ops/returns/{id}/redrive</c>: makes a return due now, so that its state says its last command again. Who did
/// that command before does nothing new, and tells the outcome again.
/// </summary>
internal static class RedriveReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/ops/returns/{id:guid}/redrive", HandleAsync)
            .Writes<ReturnsDb>()
            .RequireRoles(Roles.Admin)
            .WithSummary("Drives a return again: its state repeats its last command now")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "nothing_to_repeat");

    private static async Task<Results<Ok<Redriven>, ProblemHttpResult>> HandleAsync(
        Guid id,
        ReturnsDb db,
        DatabaseClock<ReturnsDb> clock,
        CancellationToken cancellation
    )
    {
        if (await db.Returns.FirstOrDefaultAsync(x => x.CorrelationId == id, cancellation) is not { } it)
        {
            return Problem.NotFound("return");
        }
        ReturnTrace.Tag(id, it);
        if (HasNothingToRepeat(it))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "nothing_to_repeat",
                it.ParkedBecause is { } reason
                    ? $"This return waits for a person ({reason}): there is no command to repeat."
                    : "This return has ended, and its customer has been told: there is no command to repeat."
            );
        }
        var now = clock.UtcNow;
        it.DueAt = now;
        db.Timeline.Add(
            new TimelineEntry
            {
                Id = Guid.CreateVersion7(now),
                ReturnId = id,
                StorefrontId = it.StorefrontId,
                At = now,
                What = "redriven",
                By = "operator",
            }
        );
        return TypedResults.Ok(
            new Redriven(
                id,
                JsonNamingPolicy.SnakeCaseLower.ConvertName(it.State),
                StuckReturns.Bounds[it.State].WaitsFor,
                StuckReturns.Bounds[it.State].Repeats
            )
        );
    }

    private static bool HasNothingToRepeat(Return it) =>
        it.Untold.Count == 0 && it.State is nameof(ReturnStateMachine.Completed) or nameof(ReturnStateMachine.Expired);
}

/// <param name="Id">The return.</param>
/// <param name="Status">Its status.</param>
/// <param name="WaitsFor">The step that it waits for.</param>
/// <param name="Repeats">The command that it says again now.</param>
internal sealed record Redriven(Guid Id, string Status, string WaitsFor, string? Repeats);
