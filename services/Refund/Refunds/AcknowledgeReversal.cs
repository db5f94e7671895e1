using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Stops the repeated publication of a reversal, unless more of the refund has come back since.</summary>
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
            logger.LogWarning(
                "Refund {RefundId} was reversed, but no return has this refund: finance must check it",
                refund.Id
            );
            await db.RaiseAsync(OrphanReversal(refund, time.GetUtcNow()), context.CancellationToken);
        }
    }

    private static Discrepancy OrphanReversal(Refund refund, DateTimeOffset now) =>
        new()
        {
            Id = DerivedId.From(refund.Id, "exception", DiscrepancyKind.OrphanReversal, refund.Reversed),
            Position = Guid.CreateVersion7(now),
            StorefrontId = refund.StorefrontId,
            Kind = DiscrepancyKind.OrphanReversal,
            Detail =
                $"{refund.Reversed} {refund.Currency} (minor units) came back, but the return does not have this refund.",
            RefundId = refund.Id,
            ReturnId = refund.ReturnId,
            Expected = refund.Amount,
            Currency = refund.Currency,
            Found = refund.Paid,
            FoundCurrency = refund.Currency,
            OpenedAt = now,
        };
}
