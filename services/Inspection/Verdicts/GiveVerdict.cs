using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection.Verdicts;

/// <summary>Ends an inspection: all its units at once. Given again it is the same; it can't be changed.</summary>
internal static class GiveVerdict
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/inspections/{id:guid}/verdict", HandleAsync)
            .Writes<InspectionDb>()
            .WithSummary(
                "Judge all units of an inspection: a grade each, and a disposition where it should not follow from it"
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<InspectionResponse>, ProblemHttpResult>> HandleAsync(
        Guid id,
        VerdictRequest request,
        InspectionDb db,
        Outbox<InspectionDb> outbox,
        Caller caller,
        TimeProvider clock,
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
        var units = task.Units.ToDictionary(x => x.UnitId);
        if (request.Units.FirstOrDefault(x => !units.ContainsKey(x.UnitId)) is { } foreign)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "unit_not_in_inspection",
                $"Unit {foreign.UnitId} is not in inspection {id}. Judge it in its own."
            );
        }
        if (request.Units.Count < units.Count)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "units_missing",
                $"The inspection has {units.Count} units, the verdict {request.Units.Count}: judge all of them at once. "
                    + $"Missing are {string.Join(", ", units.Keys.Except(request.Units.Select(x => x.UnitId)).Take(10))}."
            );
        }
        if (task.Status == InspectionStatuses.Done)
        {
            return request.Units.All(x => x.IsOf(units[x.UnitId]))
                ? TypedResults.Ok(InspectionResponse.Of(task))
                : Problem.Of(
                    StatusCodes.Status409Conflict,
                    "verdict_already_given",
                    $"Inspection {id} was judged at {task.DoneAt:O}, otherwise than now. A verdict stands."
                );
        }
        foreach (var verdict in request.Units)
        {
            var unit = units[verdict.UnitId];
            (unit.Grade, unit.Disposition, unit.Notes) = (verdict.Grade, verdict.GoesTo, verdict.Notes);
        }
        task.Finish(clock.GetUtcNow(), caller.PersonId);
        await outbox.PublishAsync(task.Completed(), cancellation);
        return TypedResults.Ok(InspectionResponse.Of(task));
    }
}
