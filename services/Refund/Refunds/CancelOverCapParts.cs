using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Cancels planned parts that their payment can't give any more. Of those in a worker's hands the worker looks, see <see cref="CapCheckingProvider"/>.</summary>
internal sealed class CancelOverCapParts(RefundDb db, Outbox<RefundDb> outbox) : IOverCapParts
{
    public async Task CancelAsync(Payment payment, DateTimeOffset now, CancellationToken cancellation)
    {
        if (payment.Over == 0)
        {
            return;
        }
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
        foreach (var refund in refunds.TakeWhile(_ => payment.Over > 0))
        {
            var was = refund.Status;
            await db.ReleaseAsync(refund.GiveUp(FailureReason.CapExceeded, now), cancellation);
            if (refund.Status != was)
            {
                await outbox.TellAsync(refund, cancellation);
            }
        }
    }
}
