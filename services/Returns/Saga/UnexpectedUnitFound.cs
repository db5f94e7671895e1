using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Returns.Storage;
using MassTransit;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>News for the timeline: the goods lie in quarantine and nothing waits for them.</summary>
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
                What = "unexpected_unit",
                By = "warehouse",
                Detail = $"{message.UnitIds.Count} {message.Outcome}",
            }
        );
        return Task.CompletedTask;
    }
}
