using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Adjusting;

/// <summary>The one way of an adjustment into the books: the cap, the posting, and what can't be sent any more.</summary>
internal sealed class Entering(RefundDb db, Outbox<RefundDb> outbox)
{
    /// <summary>Enters it with the next commit, unless its reference was told before.</summary>
    /// <returns>The adjustment of that reference.</returns>
    public async Task<PaymentAdjustment> OnceAsync(
        PaymentAdjustment told,
        Payment payment,
        CancellationToken cancellation
    )
    {
        var before = await BeforeAsync(told, cancellation);
        if (before is null)
        {
            await EnterAsync(told, payment, cancellation);
        }
        return before ?? told;
    }

    /// <summary>What was told by that reference before, be it in this commit.</summary>
    public async Task<PaymentAdjustment?> BeforeAsync(PaymentAdjustment told, CancellationToken cancellation) =>
        db.PaymentAdjustments.Local.FirstOrDefault(x =>
            x.StorefrontId == told.StorefrontId && x.Reference == told.Reference
        )
        ?? await db.PaymentAdjustments.FirstOrDefaultAsync(
            x => x.StorefrontId == told.StorefrontId && x.Reference == told.Reference,
            cancellation
        );

    private async Task EnterAsync(PaymentAdjustment told, Payment payment, CancellationToken cancellation)
    {
        db.PaymentAdjustments.Add(told);
        told.Count(payment);
        if (told.ToPosting(payment.Method) is { } posting)
        {
            db.Post(posting);
        }
        await db.StopAsync(payment, outbox, told.At, cancellation);
    }
}
