using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Issuing;

/// <summary>Plans a refund within what its payments have left, in one commit with their counters.</summary>
internal sealed class IssueRefundConsumer(
    RefundDb db,
    TimeProvider time,
    DatabaseClock<RefundDb> clock,
    ILogger<IssueRefundConsumer> logger
) : IConsumer<IssueRefund>
{
    public async Task Consume(ConsumeContext<IssueRefund> context)
    {
        var command = context.Message;
        // Unfiltered: the key in another storefront's hands is other content, not a new refund.
        var refund = await db
            .Refunds.IgnoreQueryFilters()
            .FirstOrDefaultAsync(x => x.Id == command.RefundId, context.CancellationToken);
        if (refund is null)
        {
            refund = await PlanAsync(command, context.CancellationToken);
            db.Refunds.Add(refund);
        }
        else if (!refund.IsAskedBy(command))
        {
            throw new InvalidOperationException($"Refund {command.RefundId} was asked for before with other content.");
        }
        await TellAsync(context, refund);
    }

    private async Task<Refund> PlanAsync(IssueRefund command, CancellationToken cancellation)
    {
        if (command.Amount <= 0 || command.Payments.Any(x => x.Captured < 0 || x.Refunded < 0))
        {
            throw new InvalidOperationException($"Refund {command.RefundId} has an amount that no money can have.");
        }
        var payments = await PaymentsAsync(command, cancellation);
        var shares = Split.Over(command.Amount, payments.Select(x => x.Room(command.Currency)));
        var now = time.GetUtcNow();
        var refund = new Refund
        {
            Id = command.RefundId,
            Position = Guid.CreateVersion7(now),
            ReturnId = command.ReturnId,
            StorefrontId = command.StorefrontId,
            OrderNumber = command.OrderNumber,
            Round = command.Round,
            Amount = command.Amount,
            Currency = command.Currency,
            Status = shares is null ? RefundStatus.Failed : RefundStatus.Planned,
            Reason = shares is null ? FailureReason.CapExceeded : null,
            Lines = command.Lines,
            PromisedBy = command.PromisedBy,
            CreatedAt = now,
            ChangedAt = now,
        };
        if (shares is null)
        {
            logger.LogWarning("Refund {RefundId} is more than its payments have left", refund.Id);
            return refund;
        }
        foreach (var (payment, share) in payments.Zip(shares).Where(x => x.Second > 0))
        {
            payment.Committed += share;
            refund.Parts.Add(
                new RefundPart
                {
                    Id = RefundPart.IdOf(refund.Id, payment.Reference),
                    ReturnId = refund.ReturnId,
                    StorefrontId = refund.StorefrontId,
                    PaymentReference = payment.Reference,
                    Amount = share,
                    Currency = refund.Currency,
                    DueAt = clock.UtcNow,
                }
            );
        }
        return refund;
    }

    /// <summary>The rows of the command's payments in its order, each brought up to what it says.</summary>
    private async Task<List<Payment>> PaymentsAsync(IssueRefund command, CancellationToken cancellation)
    {
        // A payment named twice counts once: its row has one counter.
        var told = command.Payments.DistinctBy(x => x.Reference).ToList();
        var references = told.ConvertAll(x => x.Reference);
        var known = await db
            .Payments.Where(x => x.StorefrontId == command.StorefrontId && references.Contains(x.Reference))
            .ToDictionaryAsync(x => x.Reference, cancellation);
        List<Payment> payments = [];
        foreach (var payment in told)
        {
            if (!known.TryGetValue(payment.Reference, out var row))
            {
                row = new Payment
                {
                    StorefrontId = command.StorefrontId,
                    Reference = payment.Reference,
                    Currency = command.Currency,
                    Captured = payment.Captured,
                };
                db.Payments.Add(row);
            }
            row.Hear(payment);
            payments.Add(row);
        }
        return payments;
    }

    private static Task TellAsync(ConsumeContext context, Refund refund) =>
        refund.Status switch
        {
            RefundStatus.Submitted or RefundStatus.Unknown => context.Publish(refund.Submitted()),
            RefundStatus.Succeeded => context.Publish(refund.Succeeded()),
            RefundStatus.Failed => context.Publish(refund.Failed()),
            _ => Task.CompletedTask,
        };
}
