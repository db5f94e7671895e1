using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

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
        var entered = await CountAsync(told, payment, cancellation);
        await StopAsync(payment, told.At, cancellation);
        return entered;
    }

    /// <summary>The same, and stops nothing yet: what comes next may give the cap back.</summary>
    public async Task<PaymentAdjustment> CountAsync(
        PaymentAdjustment told,
        Payment payment,
        CancellationToken cancellation
    )
    {
        var before = await BeforeAsync(told, cancellation);
        if (before is null)
        {
            Enter(told, payment);
        }
        return before ?? told;
    }

    /// <summary>What the payment can't give any more is not sent.</summary>
    public Task StopAsync(Payment payment, DateTimeOffset now, CancellationToken cancellation) =>
        db.StopAsync(payment, outbox, now, cancellation);

    /// <summary>What was told by that reference before, be it in this commit.</summary>
    public async Task<PaymentAdjustment?> BeforeAsync(PaymentAdjustment told, CancellationToken cancellation) =>
        db.PaymentAdjustments.Local.FirstOrDefault(x =>
            x.StorefrontId == told.StorefrontId && x.Reference == told.Reference
        )
        ?? await db.PaymentAdjustments.FirstOrDefaultAsync(
            x => x.StorefrontId == told.StorefrontId && x.Reference == told.Reference,
            cancellation
        );

    private void Enter(PaymentAdjustment told, Payment payment)
    {
        db.PaymentAdjustments.Add(told);
        told.Count(payment);
        if (told.ToPosting(payment.Method) is { } posting)
        {
            db.Post(posting);
        }
    }
}
