using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Messages;

/// <summary>
/// Passes the outcomes of customer messages to their returns by <see cref="ReturnTable"/>, and to appeals, all in one commit. An
/// outcome whose return or appeal is not known is published again separately, so that it fails alone.
/// </summary>
internal sealed class CustomersToldConsumer(ReturnsDb db, TimeProvider time) : IConsumer<CustomersTold>
{
    public async Task Consume(ConsumeContext<CustomersTold> context)
    {
        var (messages, cancellation) = (context.Message.Messages, context.CancellationToken);
        var (returns, appeals) = (
            await ReturnsOfAsync(messages, cancellation),
            await AppealsOfAsync(messages, cancellation)
        );
        foreach (var told in messages)
        {
            if (told.ReturnId is { } id && returns.TryGetValue(id, out var saga))
            {
                await HandleAsync(context, saga, told);
            }
            else if (told.ReturnId is null && appeals.TryGetValue(told.MessageId, out var appeal))
            {
                appeal.RecordTold(told.Outcome);
            }
            else if (messages.Count == 1)
            {
                throw new InvalidOperationException(
                    told.ReturnId is null
                        ? $"There is no appeal {told.MessageId}."
                        : $"There is no return {told.ReturnId}."
                );
            }
            else
            {
                await context.Publish(CustomersTold.Of([told]), cancellation);
            }
        }
    }

    private async Task<Dictionary<Guid, Return>> ReturnsOfAsync(
        IReadOnlyList<CustomerTold> messages,
        CancellationToken cancellation
    )
    {
        List<Guid> ids = [.. messages.Select(x => x.ReturnId).OfType<Guid>().Distinct()];
        return ids.Count == 0
            ? []
            : await db
                .Returns.Where(x => ids.Contains(x.CorrelationId))
                .ToDictionaryAsync(x => x.CorrelationId, cancellation);
    }

    private async Task<Dictionary<Guid, Appeal>> AppealsOfAsync(
        IReadOnlyList<CustomerTold> messages,
        CancellationToken cancellation
    )
    {
        List<Guid> ids = [.. messages.Where(x => x.ReturnId is null).Select(x => x.MessageId)];
        return ids.Count == 0
            ? []
            : await db.Appeals.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellation);
    }

    private async Task HandleAsync(ConsumeContext context, Return saga, CustomerTold told)
    {
        ReturnTrace.Tag(saga.CorrelationId, saga);
        var step = new ReturnStep(saga, time.GetUtcNow(), context.SentTime);
        ReturnTable.Handle(step, told);
        foreach (var (address, command) in step.Commands)
        {
            var endpoint = await context.GetSendEndpoint(address);
            await endpoint.Send(command, context.CancellationToken);
        }
    }
}
