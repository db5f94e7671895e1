using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// Passes the outcomes of customer messages to their returns by <see cref="ReturnTable"/>, all in one commit. An outcome whose return
/// is not known is published again separately, so that it fails alone.
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
                await HandleAsync(context, saga, told);
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

    private async Task HandleAsync(ConsumeContext context, Return saga, CustomerTold told)
    {
        ReturnTrace.Tag(told.ReturnId, saga);
        var step = new ReturnStep(saga, time.GetUtcNow(), context.SentTime);
        ReturnTable.Handle(step, told);
        foreach (var (address, command) in step.Commands)
        {
            var endpoint = await context.GetSendEndpoint(address);
            await endpoint.Send(command, context.CancellationToken);
        }
    }
}
