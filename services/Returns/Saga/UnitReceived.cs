using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Returns.Storage;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>News for the timeline alone: a return of two thousand units must not fight over one row.</summary>
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
                What = "unit_received",
                By = "warehouse",
                Detail = $"{message.UnitIds.Count} of line {message.LineId}",
            }
        );
        return Task.CompletedTask;
    }
}
