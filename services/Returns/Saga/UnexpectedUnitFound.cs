using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Adds unexpected units to the timeline without changing the saga's row: no state waits for them, and the many scans of one
/// return must not compete for its row.
/// </summary>
internal sealed class UnexpectedUnitFoundConsumer(ReturnsDb db) : IConsumer<UnexpectedUnitFound>
{
    public Task Consume(ConsumeContext<UnexpectedUnitFound> context)
    {
        var units = context.Message;
        db.Timeline.Add(
            new TimelineEntry
            {
                Id = Guid.CreateVersion7(context.SentTime ?? units.At.UtcDateTime),
                ReturnId = units.ReturnId,
                StorefrontId = units.StorefrontId,
                At = units.At,
                By = "warehouse",
                Event = new TimelineEvent.UnexpectedUnit(units.UnitIds.Count, units.Outcome),
            }
        );
        return Task.CompletedTask;
    }
}
