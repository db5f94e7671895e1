using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

internal static class Stop
{
    /// <summary>
    /// What the payment can't give any more is not sent, as far as no worker has had it in hand (of the others the worker looks, see
    /// <see cref="Refunds.WithinCap"/>): who has had their money elsewhere does not get it from another payment either, a
    /// person must look.
    /// </summary>
    public static async Task StopAsync(
        this RefundDb db,
        Payment payment,
        Outbox<RefundDb> outbox,
        DateTimeOffset now,
        CancellationToken cancellation
    )
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
