using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Adds to the timeline and leaves the saga row alone: many scans of one return must not race for that row.</summary>
internal sealed class UnitReceivedConsumer(ReturnsDb db) : IConsumer<UnitReceived>
{
    public Task Consume(ConsumeContext<UnitReceived> context)
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
                Event = new TimelineEvent.UnitReceived(message.LineId, message.UnitIds.Count),
            }
        );
        return Task.CompletedTask;
    }
}
