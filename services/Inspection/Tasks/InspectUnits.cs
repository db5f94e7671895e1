using AfterSalesMesh.Contracts.Inspection;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection.Tasks;

/// <summary>Opens a task. Asked again, it tells the verdicts again, once they are given.</summary>
internal sealed class InspectUnitsConsumer(InspectionDb db, TimeProvider clock) : IConsumer<InspectUnits>
{
    public async Task Consume(ConsumeContext<InspectUnits> context)
    {
        var (asked, cancellation) = (context.Message, context.CancellationToken);
        if (asked.Units.Count == 0)
        {
            throw new InvalidOperationException($"Inspection {asked.InspectionId} has no units: nobody could end it.");
        }
        var task = await db
            .Tasks.Include(x => x.Units)
            .FirstOrDefaultAsync(x => x.Id == asked.InspectionId, cancellation);
        if (task is null)
        {
            db.Add(TaskOf(asked, clock.GetUtcNow()));
        }
        else if (!AsksFor(task, asked))
        {
            throw new InvalidOperationException(
                $"Inspection {asked.InspectionId} was asked for with other content before: another one needs another id."
            );
        }
        else if (task.Status == InspectionStatuses.Done)
        {
            await context.Publish(task.Completed(), cancellation);
        }
    }

    private static InspectionTask TaskOf(InspectUnits asked, DateTimeOffset now)
    {
        var task = new InspectionTask
        {
            Id = asked.InspectionId,
            ReturnId = asked.ReturnId,
            StorefrontId = asked.StorefrontId,
            Round = asked.Round,
            OrderNumber = asked.OrderNumber,
            RmaNumber = asked.RmaNumber,
            Place = Guid.CreateVersion7(now),
            OpenedAt = now,
        };
        task.Units.AddRange(
            asked.Units.Select(
                (unit, position) =>
                    new InspectedUnit
                    {
                        InspectionId = asked.InspectionId,
                        UnitId = unit.UnitId,
                        StorefrontId = asked.StorefrontId,
                        Position = position,
                        LineId = unit.LineId,
                        Sku = unit.Sku,
                        Reason = unit.Reason,
                    }
            )
        );
        return task;
    }

    private static bool AsksFor(InspectionTask task, InspectUnits asked) =>
        (task.ReturnId, task.Round, task.OrderNumber, task.RmaNumber)
            == (asked.ReturnId, asked.Round, asked.OrderNumber, asked.RmaNumber)
        && task.Units.Select(x => new UnitToInspect(x.UnitId, x.LineId, x.Sku, x.Reason))
            .ToHashSet()
            .SetEquals(asked.Units);
}
