using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection.Verdicts;

/// <summary>Completes an inspection with a verdict on all its units at once. The verdict may be repeated but not changed.</summary>
internal static class GiveVerdict
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/inspections/{id:guid}/verdict", HandleAsync)
            .RequireRoles(Roles.Inspector, Roles.Admin)
            .Writes<InspectionDb>()
            .HonoursIfMatch()
            .WithSummary("Give the verdict on all units of an inspection")
            .WithDescription(
                "Each unit gets a grade, and a disposition only where it should differ from the grade's usual one."
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "verdict_already_given")
            .Problems(StatusCodes.Status422UnprocessableEntity, "unit_not_in_inspection", "units_missing");

    private static async Task<Results<Ok<InspectionResponse>, ProblemHttpResult>> HandleAsync(
        Guid id,
        VerdictRequest request,
        HttpRequest http,
        InspectionDb db,
        Outbox<InspectionDb> outbox,
        Caller caller,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        request.Check(checks);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var task = await db.Tasks.Include(x => x.Units).FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (task is null)
        {
            return Problem.NotFound("inspection");
        }
        ReturnTrace.Tag(task.ReturnId);
        if (ETag.Mismatch(http, task.Version) is { } changed)
        {
            return changed;
        }
        var units = task.Units.ToDictionary(x => x.UnitId);
        if (request.Units.FirstOrDefault(x => !units.ContainsKey(x.UnitId)) is { } other)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "unit_not_in_inspection",
                $"Unit {other.UnitId} belongs to another inspection than {id}. Give its verdict there."
            );
        }
        if (request.Units.Count < units.Count)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "units_missing",
                $"The inspection has {units.Count} units, the verdict {request.Units.Count}: give the verdict on all of them at once. "
                    + $"Missing: {string.Join(", ", units.Keys.Except(request.Units.Select(x => x.UnitId)).Take(10))}."
            );
        }
        if (task.Status == InspectionStatuses.Done)
        {
            return request.Units.All(x => x.Matches(units[x.UnitId]))
                ? TypedResults.Ok(InspectionResponse.Of(task, ETag.AfterCommit(db, task)))
                : Problem.Of(
                    StatusCodes.Status409Conflict,
                    "verdict_already_given",
                    $"Another verdict was given on inspection {id} at {task.DoneAt:u}. A verdict cannot be changed."
                );
        }
        foreach (var verdict in request.Units)
        {
            var unit = units[verdict.UnitId];
            var disposition = verdict.FinalDisposition(unit);
            (unit.Grade, unit.Disposition, unit.Notes) = (verdict.Grade, disposition, verdict.Notes);
        }
        task.Finish(time.GetUtcNow(), caller.PersonId, caller.PersonName);
        await outbox.PublishAsync(task.ToInspectionCompleted(), cancellation);
        return TypedResults.Ok(InspectionResponse.Of(task, ETag.AfterCommit(db, task)));
    }
}
