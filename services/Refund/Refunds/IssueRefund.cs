using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Plans a refund within what its payments have left, in one commit with their counters.</summary>
internal sealed class IssueRefundConsumer(
    RefundDb db,
    TimeProvider time,
    DatabaseClock<RefundDb> clock,
    IOptions<ApprovalSettings> approval,
    Hearing hearing,
    ILogger<IssueRefundConsumer> logger
) : IConsumer<IssueRefund>
{
    public async Task Consume(ConsumeContext<IssueRefund> context)
    {
        var command = context.Message;
        // Unfiltered: the key in another storefront's hands is other content, not a new refund.
        var refund = await db
            .Refunds.IgnoreQueryFilters()
            .Include(x => x.Parts)
            .FirstOrDefaultAsync(x => x.Id == command.RefundId, context.CancellationToken);
        if (refund is null)
        {
            refund = await PlanAsync(command, context.CancellationToken);
            db.Refunds.Add(refund);
            db.Post(RefundPostings.Decided(refund, refund.CreatedAt));
        }
        else if (!refund.IsAskedBy(command))
        {
            throw new InvalidOperationException($"Refund {command.RefundId} was asked for before with other content.");
        }
        await context.TellAsync(refund, context.CancellationToken);
    }

    private async Task<Refund> PlanAsync(IssueRefund command, CancellationToken cancellation)
    {
        if (command.Amount <= 0 || command.Payments.Any(x => x.Captured < 0 || x.Refunded < 0))
        {
            throw new InvalidOperationException($"Refund {command.RefundId} has an amount that no money can have.");
        }
        if (command.StoreCredit is { } part && (part < 0 || part > command.Amount || command.Customer is null))
        {
            throw new InvalidOperationException(
                $"Refund {command.RefundId} has store credit that nobody can be given."
            );
        }
        var payments = await hearing.OfAsync(command, cancellation);
        var shares = payments is null
            ? null
            : Split.Over(command.Amount, payments.Select(x => x.Room(command.Currency)));
        var waits = shares is not null && approval.Value.IsNeeded(command.Amount, command.Currency);
        var now = time.GetUtcNow();
        var refund = new Refund
        {
            Id = command.RefundId,
            Position = Guid.CreateVersion7(now),
            ReturnId = command.ReturnId,
            StorefrontId = command.StorefrontId,
            OrderNumber = command.OrderNumber,
            InvoiceNumber = command.InvoiceNumber,
            Round = command.Round,
            Amount = command.Amount,
            Currency = command.Currency,
            StoreCredit = command.StoreCredit ?? 0,
            Customer = command.Customer,
            Tenders = Hearing.Told(command).ConvertAll(x => x.Reference),
            DecidedBy = command.DecidedBy,
            WaitingFor = waits ? Refund.Approval : null,
            Status = shares is null ? RefundStatus.Failed : RefundStatus.Planned,
            Reason =
                payments is null ? FailureReason.ForeignPayment
                : shares is null ? FailureReason.CapExceeded
                : null,
            Lines = command.Lines,
            PromisedBy = command.PromisedBy,
            CreatedAt = now,
            ChangedAt = now,
        };
        if (payments is null || shares is null)
        {
            logger.LogWarning("Refund {RefundId} can't be planned: {Reason}", refund.Id, refund.Reason);
            return refund;
        }
        refund.PlanAll([.. payments.Zip(shares)], waits ? null : clock.UtcNow);
        return refund;
    }
}
