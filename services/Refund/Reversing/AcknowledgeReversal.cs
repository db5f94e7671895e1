using AfterSalesMesh.Contracts.Refund;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reversing;

/// <summary>A reversal was heard. One that has grown since is told on.</summary>
internal sealed class AcknowledgeReversalConsumer(RefundDb db) : IConsumer<AcknowledgeReversal>
{
    public async Task Consume(ConsumeContext<AcknowledgeReversal> context)
    {
        var command = context.Message;
        var refund = await db
            .Refunds.Include(x => x.Parts)
            .FirstOrDefaultAsync(x => x.Id == command.RefundId, context.CancellationToken);
        if (refund is not null && refund.Reversed == command.Reversed)
        {
            refund.DueAt = null;
        }
    }
}
