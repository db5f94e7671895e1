using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>A reversal was heard. One that has grown since is told on.</summary>
internal sealed class AcknowledgeReversalConsumer(
    RefundDb db,
    TimeProvider time,
    ILogger<AcknowledgeReversalConsumer> logger
) : IConsumer<AcknowledgeReversal>
{
    public async Task Consume(ConsumeContext<AcknowledgeReversal> context)
    {
        var command = context.Message;
        var refund = await db
            .Refunds.Include(x => x.Parts)
            .FirstOrDefaultAsync(x => x.Id == command.RefundId, context.CancellationToken);
        if (refund is null || refund.Reversed != command.Reversed)
        {
            return;
        }
        refund.DueAt = null;
        if (command.Unknown == true)
        {
            logger.LogWarning("Refund {RefundId} was reversed, and no return knows it: finance must look", refund.Id);
            await db.RaiseAsync(Orphan(refund, time.GetUtcNow()), context.CancellationToken);
        }
    }

    private static Discrepancy Orphan(Refund refund, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(refund.Id, "exception", DiscrepancyKind.OrphanReversal, refund.Reversed),
            Position = Guid.CreateVersion7(now),
            StorefrontId = refund.StorefrontId,
            Kind = DiscrepancyKind.OrphanReversal,
            Detail =
                $"{refund.Reversed} came back (minor units), and its return knows of no such refund: nobody there looks.",
            RefundId = refund.Id,
            ReturnId = refund.ReturnId,
            Expected = refund.Amount,
            Currency = refund.Currency,
            Found = refund.Paid,
            FoundCurrency = refund.Currency,
            OpenedAt = now,
        };
}
