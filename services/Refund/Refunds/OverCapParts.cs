using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Cancels planned refund parts that exceed the cap of their payment.</summary>
internal sealed class OverCapParts(RefundDb db, OwnerChange ownerChange, Outbox<RefundDb> outbox)
{
    /// <summary>
    /// Must be called in the same commit that lowers caps. Cancels the parts with the next commit, unless a worker has started on them: those are checked by <see cref="CapCheckingProvider"/>.
    /// The amount is not planned for another payment, because the customer may have got it by other means: a person must check it.
    /// </summary>
    public async Task CancelAsync(IReadOnlyList<Payment> payments, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var payment in payments.Where(x => x.OverCap > 0))
        {
            await CancelAsync(payment, now, cancellation);
        }
    }

    private async Task CancelAsync(Payment payment, DateTimeOffset now, CancellationToken cancellation)
    {
        var planned = db.RefundParts.Where(x =>
            x.StorefrontId == payment.StorefrontId
            && x.PaymentReference == payment.Reference
            && x.Status == RefundStatus.Planned
            && x.Attempts == 0
        );
        var refunds = await db
            .Refunds.Include(x => x.Parts)
            .Where(x => planned.Any(part => part.RefundId == x.Id))
            .OrderByDescending(x => x.Position)
            .ToListAsync(cancellation);
        foreach (var refund in refunds.TakeWhile(_ => payment.OverCap > 0))
        {
            var was = refund.Status;
            var failed = refund.FailPlannedParts(FailureReason.CapExceeded, now);
            if (failed.Count == 0)
            {
                // This commit has failed its parts already, for another payment.
                continue;
            }
            await db.ReleaseAsync(ownerChange, failed, cancellation);
            foreach (var part in failed.Where(x => x.PaysShortfall))
            {
                db.Post(RefundPostings.Shortened(part, part.Amount, now));
            }
            if (refund.Status != was)
            {
                await outbox.PublishStateAsync(refund, cancellation);
            }
        }
    }
}
