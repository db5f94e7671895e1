using AfterSalesMesh.Contracts.Inspection;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection.Tasks;

/// <summary>
/// Opens an inspection. When the command is repeated, publishes the verdict again; if the verdict is overdue, publishes that.
/// </summary>
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
        var rules = command.Dispositions.ToDictionary(x => x.Rule);
        if (command.Units.FirstOrDefault(x => !rules.ContainsKey(x.DispositionRule)) is { } lost)
        {
            throw new InvalidOperationException(
                $"Inspection {command.InspectionId} has no disposition rule '{lost.DispositionRule}', which unit {lost.UnitId} needs."
            );
        }
        var task = await db
            .Tasks.Include(x => x.Units)
            .FirstOrDefaultAsync(x => x.Id == command.InspectionId, cancellation);
        if (task is null)
        {
            db.Add(TaskOf(command, rules, time.GetUtcNow()));
        }
        else if (!Matches(task, command, rules))
        {
            throw new InvalidOperationException(
                $"Inspection {command.InspectionId} was already requested with other content: use another id."
            );
        }
        else if (task.Status == InspectionStatuses.Done)
        {
            await context.Publish(task.ToInspectionCompleted(), cancellation);
        }
        else if (command.IsOverdue)
        {
            await context.Publish(
                new UnitsNotJudged(task.ReturnId, task.StorefrontId, task.Id, task.Round),
                cancellation
            );
        }
    }

    private static InspectionTask TaskOf(
        InspectUnits command,
        Dictionary<string, GradeDispositions> rules,
        DateTimeOffset now
    )
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
                        Category = unit.Category,
                        Dispositions = rules[unit.DispositionRule],
                        OrderNumber = unit.OrderNumber,
                    }
            )
        );
        return task;
    }

    private static bool Matches(
        InspectionTask task,
        InspectUnits command,
        Dictionary<string, GradeDispositions> rules
    ) =>
        (task.ReturnId, task.Round, task.OrderNumber, task.RmaNumber)
            == (command.ReturnId, command.Round, command.OrderNumber, command.RmaNumber)
        && task.Units.Select(x =>
                (
                    new UnitToInspect(
                        x.UnitId,
                        x.LineId,
                        x.Sku,
                        x.Reason,
                        x.Category,
                        x.Dispositions.Rule,
                        x.OrderNumber
                    ),
                    x.Dispositions
                )
            )
            .ToHashSet()
            .SetEquals(command.Units.Select(x => (x, rules[x.DispositionRule])));
}
