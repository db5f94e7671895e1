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
    OrderPayments orderPayments,
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
        var told = OrderPayments.Distinct(command.Payments, command.OrderNumber);
        var payments = await orderPayments.ApplyAsync(
            command.StorefrontId,
            command.OrderNumber,
            command.Currency,
            told,
            command.PaymentsVersion,
            cancellation
        );
        var isForeign = payments.Exists(x => x.IsForeign);
        var shares = Split.UpTo(command.Amount, payments.Select(x => (x.RefundableAmount(command.Currency), x.Step)));
        var payable = isForeign ? 0 : shares.Sum();
        var isPlanned = payable == command.Amount || (payable > 0 && command.PayWhatIsLeft);
        var waits = isPlanned && await IsApprovalNeededAsync(command, cancellation);
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
            Tenders = told.ConvertAll(x => x.Reference),
            DecidedBy = command.DecidedBy,
            WaitingFor = waits ? Refund.Approval : null,
            Status = isPlanned ? RefundStatus.Planned : RefundStatus.Failed,
            Reason =
                isPlanned ? null
                // Whose payment it is, is not the storefront's to know: finance sees an exception.
                : isForeign ? FailureReason.Declined
                : FailureReason.CapExceeded,
            Shortfall = isPlanned ? command.Amount - payable : 0,
            Lines = command.Lines,
            PromisedBy = command.PromisedBy,
            CreatedAt = now,
            ChangedAt = now,
        };
        foreach (var foreign in payments.Where(x => x.IsForeign))
        {
            await db.RaiseAsync(PaymentExceptions.Foreign(foreign, now), cancellation);
        }
        if (!isPlanned)
        {
            logger.LogWarning("Refund {RefundId} can't be planned: {Reason}", refund.Id, refund.Reason);
            return refund;
        }
        if (refund.Shortfall > 0)
        {
            db.Post(RefundPostings.Shortened(refund, refund.Shortfall, now));
        }
        refund.PlanAll([.. payments.Zip(shares)], waits ? null : clock.UtcNow);
        return refund;
    }

    /// <summary>
    /// True when the refund, with what else of its order nobody has approved, is above the limit: several small refunds of an order don't
    /// avoid it.
    /// </summary>
    private async Task<bool> IsApprovalNeededAsync(IssueRefund command, CancellationToken cancellation)
    {
        if (approval.Value.LimitOf(command.Currency) is not { } limit)
        {
            return false;
        }
        var others = await db
            .Refunds.AsNoTracking()
            .Where(x => x.StorefrontId == command.StorefrontId && x.OrderNumber == command.OrderNumber)
            .Where(x => x.Currency == command.Currency && x.Status != RefundStatus.Failed)
            .Where(x => !x.Reviews.Any(review => review.What == RefundReview.Approved))
            .SumAsync(x => x.Amount - x.Shortfall, cancellation);
        return (Int128)command.Amount + others > limit;
    }
}
