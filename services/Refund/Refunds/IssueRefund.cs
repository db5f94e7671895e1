using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Plans a refund within the caps of its payments, in one commit with them.</summary>
internal sealed class IssueRefundConsumer(
    RefundDb db,
    TimeProvider time,
    DatabaseClock<RefundDb> clock,
    IOptions<ApprovalSettings> approval,
    OrderPayments orderPayments,
    OverCapParts overCapParts,
    ILogger<IssueRefundConsumer> logger
) : IConsumer<IssueRefund>
{
    public async Task Consume(ConsumeContext<IssueRefund> context)
    {
        var command = context.Message;
        // Without the storefront filter: the same key from another storefront is an error, not a new refund.
        var refund = await db
            .Refunds.IgnoreQueryFilters()
            .Include(x => x.Parts)
            .FirstOrDefaultAsync(x => x.Id == command.RefundId, context.CancellationToken);
        if (refund is null)
        {
            Check(command);
            refund = await PlanAsync(command, context.CancellationToken);
            db.Refunds.Add(refund);
            db.Post(RefundPostings.Decided(refund, refund.CreatedAt));
        }
        else if (!refund.Matches(command))
        {
            throw new InvalidOperationException($"Refund {command.RefundId} was requested before with other content.");
        }
        if (RefundEvents.Of(refund) is { } state)
        {
            await context.Publish(state, context.CancellationToken);
        }
    }

    private static void Check(IssueRefund command)
    {
        if (command.Amount <= 0 || command.Payments.Any(x => x.Captured < 0 || x.Refunded < 0))
        {
            throw new InvalidOperationException(
                $"The amount of refund {command.RefundId} must be above 0, and those of its payments 0 or more."
            );
        }
        if (command.StoreCreditBonus is { } bonus && (bonus < 0 || command.StoreCredit is null or 0))
        {
            throw new InvalidOperationException(
                $"The bonus of refund {command.RefundId} must be 0 or more, and 0 without store credit."
            );
        }
        if (command.StoreCredit is { } credit && (credit < 0 || credit > command.Amount || command.Customer is null))
        {
            throw new InvalidOperationException(
                $"The store credit of refund {command.RefundId} must be from 0 to the refund's amount, and 0 without a customer."
            );
        }
    }

    private async Task<Refund> PlanAsync(IssueRefund command, CancellationToken cancellation)
    {
        var payments = await orderPayments.ApplyAsync(
            command.StorefrontId,
            command.OrderNumber,
            command.Currency,
            OrderPayments.Distinct(command.Payments, command.OrderNumber),
            command.PaymentsVersion,
            cancellation
        );
        await overCapParts.CancelAsync(payments, time.GetUtcNow(), cancellation);
        var refund = Create(command, payments);
        var shares = refund.SharesOf(command.Amount, payments);
        var belongsToAnother = payments.Exists(x => x.BelongsToAnotherStorefront);
        var payable = belongsToAnother ? 0 : shares.Sum(x => x.Amount);
        if (payable == command.Amount || (payable > 0 && command.PayWhatIsLeft))
        {
            refund.Shortfall = command.Amount - payable;
            db.Post(RefundPostings.Shortened(refund, refund.Shortfall, refund.CreatedAt));
            refund.WaitingFor = await IsApprovalNeededAsync(command, cancellation) ? Refund.Approval : null;
            refund.AddParts(shares, refund.WaitingFor is null ? clock.UtcNow : null);
            return refund;
        }
        refund.Status = RefundStatus.Failed;
        // The storefront must not learn that another one owns the payment; finance gets an exception.
        refund.Reason = belongsToAnother ? FailureReason.Declined : FailureReason.CapExceeded;
        foreach (var payment in payments.Where(x => x.BelongsToAnotherStorefront))
        {
            await db.RaiseAsync(PaymentExceptions.Foreign(payment, refund.CreatedAt), cancellation);
        }
        logger.LogWarning("Refund {RefundId} cannot be planned: {Reason}", refund.Id, refund.Reason);
        return refund;
    }

    private Refund Create(IssueRefund command, List<Payment> payments)
    {
        var now = time.GetUtcNow();
        return new Refund
        {
            Id = command.RefundId,
            Position = Guid.CreateVersion7(now),
            ReturnId = command.ReturnId,
            RmaNumber = command.RmaNumber,
            StorefrontId = command.StorefrontId,
            OrderNumber = command.OrderNumber,
            InvoiceNumber = command.InvoiceNumber,
            Round = command.Round,
            Amount = command.Amount,
            Currency = command.Currency,
            StoreCredit = command.StoreCredit ?? 0,
            StoreCreditBonus = command.StoreCreditBonus ?? 0,
            Customer = command.Customer,
            DecidedBy = command.DecidedBy,
            Status = RefundStatus.Planned,
            Request = new RefundRequest
            {
                PaymentReferences = payments.ConvertAll(x => x.Reference),
                Lines = command.Lines,
            },
            PromisedBy = command.PromisedBy,
            CreatedAt = now,
            ChangedAt = now,
        };
    }

    /// <summary>
    /// True when this refund and all others of the order that nobody has approved are above the limit together, with their bonuses of store
    /// credit: several small refunds do not avoid the limit.
    /// </summary>
    private async Task<bool> IsApprovalNeededAsync(IssueRefund command, CancellationToken cancellation)
    {
        if (!approval.Value.ApproveAbove.TryGetValue(command.Currency, out var limit))
        {
            return false;
        }
        var unapproved = db
            .Refunds.AsNoTracking()
            .Where(x => x.StorefrontId == command.StorefrontId && x.OrderNumber == command.OrderNumber)
            .Where(x => x.Currency == command.Currency)
            .Where(x => !x.Reviews.Any(review => review.What == RefundReview.Approved));
        var owed = unapproved
            .Where(x => x.Status != RefundStatus.Failed)
            .Select(x => x.Amount - x.Shortfall + x.StoreCreditBonus);
        var paidOfFailed = unapproved
            .Where(x => x.Status == RefundStatus.Failed)
            .SelectMany(x =>
                x.Parts.Where(part => part.Status == RefundStatus.Succeeded).Select(part => part.Amount + part.Bonus)
            );
        var others = await owed.Concat(paidOfFailed).SumAsync(cancellation);
        return (Int128)command.Amount + (command.StoreCreditBonus ?? 0) + others > limit;
    }
}
