using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Moves a payment from one storefront to another. Money that has left the payment counts for every owner: every adjustment moves,
/// with its posting; refunds stay with the storefront that made them, and count against the new owner's cap.
/// </summary>
internal sealed class OwnerChange(RefundDb db, Adjustments adjustments, TimeProvider time)
{
    /// <param name="from">The row of the previous owner.</param>
    /// <param name="to">The row of the new owner.</param>
    /// <param name="cancellation">Cancels it.</param>
    public async Task MoveAsync(Payment from, Payment to, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await MoveAdjustmentsAsync(from, to, now, cancellation);
        var others = await db
            .Payments.IgnoreQueryFilters()
            .Where(x => x.Reference == to.Reference && x.StorefrontId != to.StorefrontId)
            .ToListAsync(cancellation);
        to.RefundedByOthers = others.Where(x => !Tender.IsOwn(x.Method)).Sum(x => x.Committed);
        to.RefundedByOtherOrders = Math.Max(from.RefundedByOrder, from.RefundedByOtherOrders);
        (from.RefundedByOthers, from.RefundedByOtherOrders) = (0, 0);
        (from.CapRevision, to.CapRevision) = (from.CapRevision + 1, to.CapRevision + 1);
        await adjustments.PublishCapAsync(from, cancellation);
        await adjustments.PublishCapAsync(to, cancellation);
    }

    /// <summary>Returns an earlier owner's refund that failed or came back to the cap of the current owner.</summary>
    /// <param name="earlier">The earlier owner's row of the payment.</param>
    /// <param name="amount">Minor units.</param>
    /// <param name="cancellation">Cancels it.</param>
    public async Task ReleaseAsync(Payment earlier, long amount, CancellationToken cancellation)
    {
        var owner = (await db.PaymentsAtProvider.FindAsync([earlier.Reference], cancellation))?.Owner;
        if (owner is null || owner == earlier.StorefrontId)
        {
            return;
        }
        var payment = await db
            .Payments.IgnoreQueryFilters()
            .FirstOrDefaultAsync(x => x.StorefrontId == owner && x.Reference == earlier.Reference, cancellation);
        if (payment is not null)
        {
            payment.RefundedByOthers -= amount;
            payment.CapRevision++;
            await adjustments.PublishCapAsync(payment, cancellation);
        }
    }

    private async Task MoveAdjustmentsAsync(
        Payment from,
        Payment to,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var moving = await db
            .PaymentAdjustments.Where(x => x.StorefrontId == from.StorefrontId && x.PaymentReference == from.Reference)
            .ToListAsync(cancellation);
        var references = moving.ConvertAll(x => x.Reference);
        var there = await db
            .PaymentAdjustments.Where(x => x.StorefrontId == to.StorefrontId && references.Contains(x.Reference))
            .ToListAsync(cancellation);
        var ids = moving.ConvertAll(x => x.Id);
        var settled = await db
            .PartSettlements.Where(x => x.StorefrontId == from.StorefrontId && ids.Contains(x.PartId))
            .Select(x => x.PartId)
            .ToListAsync(cancellation);
        foreach (var adjustment in moving)
        {
            var isPosted = from.Captured is not null && adjustment.Currency == from.Currency;
            if (
                (isPosted || settled.Contains(adjustment.Id))
                && adjustment.ToMovedPosting(from.Method, now) is { } posting
            )
            {
                db.Post(posting);
            }
        }
        (from.ChargedBack, from.RefundedByAdjustments) = (0, 0);
        // A chargeback moves together with the adjustment that records its win.
        foreach (var group in moving.GroupBy(x => (x.Reference, x.Currency)))
        {
            var main = group.MinBy(x => x.IsWon)!;
            if (there.Find(main.HasSameReference) is { } other && !main.IsSameAs(other))
            {
                // Two different events with the same reference: both count, and finance must check them.
                await db.RaiseAsync(PaymentExceptions.Amount(to, other, main.Amount, now), cancellation);
                var reference = $"{PaymentAdjustment.OwnPrefix}moved:{main.Id}";
                foreach (var adjustment in group)
                {
                    adjustment.Reference = reference;
                }
            }
            foreach (var adjustment in group)
            {
                if (there.Exists(adjustment.HasSameReference))
                {
                    // The new owner has reported the same event.
                    db.PaymentAdjustments.Remove(adjustment);
                }
                else
                {
                    await adjustments.MoveAsync(adjustment, to, now, cancellation);
                }
            }
        }
    }
}
