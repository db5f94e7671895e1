using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>The only place where an adjustment is recorded: its row, the payment's cap and the posting.</summary>
internal sealed class AdjustmentRecorder(RefundDb db, Outbox<RefundDb> outbox)
{
    /// <summary>Records it with the next commit, unless its reference was told before in this currency.</summary>
    /// <returns>The adjustment of that reference.</returns>
    public async Task<PaymentAdjustment> RecordOnceAsync(
        PaymentAdjustment told,
        Payment payment,
        CancellationToken cancellation
    )
    {
        if (await FindAsync(told, cancellation) is { } before)
        {
            return before;
        }
        db.PaymentAdjustments.Add(told);
        told.Count(payment);
        // Until an order tells the payment, its currency is not known, and nothing is posted.
        if (payment.Captured is not null && told.ToPosting(payment.Method, told.At) is { } posting)
        {
            db.Post(posting);
        }
        await TellAsync(payment, told.At, cancellation);
        return told;
    }

    /// <summary>Tells what the order's payment can't give any more; before an order has told it, nobody needs to know.</summary>
    public Task TellAsync(Payment payment, DateTimeOffset now, CancellationToken cancellation) =>
        payment is { Captured: not null, ToldBy: { } order }
            ? outbox.PublishAsync(
                new OrderCapChanged(
                    payment.StorefrontId,
                    order,
                    payment.Reference,
                    payment.Elsewhere,
                    payment.Currency,
                    payment.CapRevision,
                    now
                ),
                cancellation
            )
            : Task.CompletedTask;

    /// <summary>
    /// What was told by that reference before, be it in this commit. In another currency it is another: only the one in the payment's
    /// currency counts.
    /// </summary>
    public async Task<PaymentAdjustment?> FindAsync(PaymentAdjustment told, CancellationToken cancellation) =>
        db.PaymentAdjustments.Local.FirstOrDefault(x =>
            (x.StorefrontId, x.Reference, x.Currency) == (told.StorefrontId, told.Reference, told.Currency)
        )
        ?? await db.PaymentAdjustments.FirstOrDefaultAsync(
            x => x.StorefrontId == told.StorefrontId && x.Reference == told.Reference && x.Currency == told.Currency,
            cancellation
        );
}
