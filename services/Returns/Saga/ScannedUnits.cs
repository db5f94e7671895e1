using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Adds scanned units to the timeline and leaves the saga row alone: no state waits for them, and the many scans of one return
/// must not compete for its row.
/// </summary>
internal sealed class ScannedUnitsConsumer(ReturnsDb db) : IConsumer<UnitReceived>, IConsumer<UnexpectedUnitFound>
{
    public Task Consume(ConsumeContext<UnitReceived> context)
    {
        var unit = context.Message;
        var received = new TimelineEvent.UnitReceived(unit.LineId, unit.UnitIds.Count);
        return AddAsync(context, unit.ReturnId, unit.StorefrontId, unit.At, received);
    }

    public Task Consume(ConsumeContext<UnexpectedUnitFound> context)
    {
        var unit = context.Message;
        var unexpected = new TimelineEvent.UnexpectedUnit(unit.UnitIds.Count, unit.Outcome);
        return AddAsync(context, unit.ReturnId, unit.StorefrontId, unit.At, unexpected);
    }

    private Task AddAsync(
        ConsumeContext context,
        Guid returnId,
        string storefrontId,
        DateTimeOffset at,
        TimelineEvent happened
    )
    {
        db.Timeline.Add(
            new TimelineEntry
            {
                Id = Guid.CreateVersion7(context.SentTime ?? at.UtcDateTime),
                ReturnId = returnId,
                StorefrontId = storefrontId,
                At = at,
                By = "warehouse",
                Event = happened,
            }
        );
        return Task.CompletedTask;
    }
}
