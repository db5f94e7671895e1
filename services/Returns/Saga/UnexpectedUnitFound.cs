using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Adds to the timeline: the goods lie in quarantine, and no state of the return waits for them.</summary>
internal sealed class UnexpectedUnitFoundConsumer(ReturnsDb db) : IConsumer<UnexpectedUnitFound>
{
    public Task Consume(ConsumeContext<UnexpectedUnitFound> context)
    {
        var message = context.Message;
        db.Timeline.Add(
            new TimelineEntry
            {
                Id = Guid.CreateVersion7(context.SentTime ?? message.At.UtcDateTime),
                ReturnId = message.ReturnId,
                StorefrontId = message.StorefrontId,
                At = message.At,
                By = "warehouse",
                Event = new TimelineEvent.UnexpectedUnit(message.UnitIds.Count, message.Outcome),
            }
        );
        return Task.CompletedTask;
    }
}
