using AfterSalesMesh.Contracts.Inspection;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection.Tasks;

/// <summary>Opens an inspection. When the command is repeated after the verdict was given, publishes the verdict again.</summary>
internal sealed class InspectUnitsConsumer(InspectionDb db, TimeProvider time) : IConsumer<InspectUnits>
{
    public async Task Consume(ConsumeContext<InspectUnits> context)
    {
        var (command, cancellation) = (context.Message, context.CancellationToken);
        if (command.Units.Count == 0)
        {
            throw new InvalidOperationException(
                $"Inspection {command.InspectionId} has no units: it could never be completed."
            );
        }
        var task = await db
            .Tasks.Include(x => x.Units)
            .FirstOrDefaultAsync(x => x.Id == command.InspectionId, cancellation);
        if (task is null)
        {
            db.Add(TaskOf(command, time.GetUtcNow()));
        }
        else if (!Matches(task, command))
        {
            throw new InvalidOperationException(
                $"Inspection {command.InspectionId} was requested with other content before: use another id."
            );
        }
        else if (task.Status == InspectionStatuses.Done)
        {
            await context.Publish(task.ToInspectionCompleted(), cancellation);
        }
    }

    private static InspectionTask TaskOf(InspectUnits command, DateTimeOffset now)
    {
        var task = new InspectionTask
        {
            Id = command.InspectionId,
            ReturnId = command.ReturnId,
            StorefrontId = command.StorefrontId,
            Round = command.Round,
            OrderNumber = command.OrderNumber,
            RmaNumber = command.RmaNumber,
            ListKey = Guid.CreateVersion7(now),
            OpenedAt = now,
        };
        task.Units.AddRange(
            command.Units.Select(
                (unit, position) =>
                    new InspectedUnit
                    {
                        InspectionId = command.InspectionId,
                        UnitId = unit.UnitId,
                        StorefrontId = command.StorefrontId,
                        Position = position,
                        LineId = unit.LineId,
                        Sku = unit.Sku,
                        Reason = unit.Reason,
                    }
            )
        );
        return task;
    }

    private static bool Matches(InspectionTask task, InspectUnits command) =>
        (task.ReturnId, task.Round, task.OrderNumber, task.RmaNumber)
            == (command.ReturnId, command.Round, command.OrderNumber, command.RmaNumber)
        && task.Units.Select(x => new UnitToInspect(x.UnitId, x.LineId, x.Sku, x.Reason))
            .ToHashSet()
            .SetEquals(command.Units);
}
