using AfterSalesMesh.Contracts.Notification;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Customers were sent messages: each return handles its own by <see cref="ReturnTable"/>, all in one commit. A message whose
/// return is not known fails alone.
/// </summary>
internal sealed class CustomersToldConsumer(ReturnsDb db, TimeProvider time) : IConsumer<CustomersTold>
{
    public async Task Consume(ConsumeContext<CustomersTold> context)
    {
        var (messages, cancellation) = (context.Message.Messages, context.CancellationToken);
        List<Guid> ids = [.. messages.Select(x => x.ReturnId).Distinct()];
        var returns = await db
            .Returns.Where(x => ids.Contains(x.CorrelationId))
            .ToDictionaryAsync(x => x.CorrelationId, cancellation);
        foreach (var told in messages)
        {
            if (returns.TryGetValue(told.ReturnId, out var saga))
            {
                ReturnTable.Handle(new ReturnStep(saga, time.GetUtcNow(), context.SentTime), told);
            }
            else if (messages.Count == 1)
            {
                throw new InvalidOperationException($"There is no return {told.ReturnId}.");
            }
            else
            {
                await context.Publish(CustomersTold.Of([told]), cancellation);
            }
        }
    }
}
