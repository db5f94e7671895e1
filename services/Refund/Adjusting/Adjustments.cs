using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Issuing;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Adjusting;

/// <summary>Lowers a payment's cap, whoever found out: the storefront, finance, a webhook or a settlement file.</summary>
internal sealed class Adjustments(RefundDb db, Outbox<RefundDb> outbox)
{
    /// <summary>Takes an adjustment into the next commit, unless it was told before.</summary>
    /// <param name="told">What was found out.</param>
    /// <param name="method">How the payment was made; counts where we don't know the payment yet.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The adjustment as it stands, which is another one if its reference was told before, and its payment.</returns>
    public async Task<(PaymentAdjustment Adjustment, Payment Payment)> TakeAsync(
        PaymentAdjustment told,
        string? method,
        CancellationToken cancellation
    )
    {
        var before = await db.PaymentAdjustments.FirstOrDefaultAsync(
            x => x.StorefrontId == told.StorefrontId && x.Reference == told.Reference,
            cancellation
        );
        var reference = (before ?? told).PaymentReference;
        var payment = (await db.PaymentsAsync(told.StorefrontId, [reference], cancellation)).FirstOrDefault();
        if (before is not null)
        {
            return (before, payment!);
        }
        if (payment is null)
        {
            payment = new Payment
            {
                StorefrontId = told.StorefrontId,
                Reference = told.PaymentReference,
                Method = method ?? Payment.UsualMethod,
                Currency = told.Currency,
            };
            db.Payments.Add(payment);
        }
        db.PaymentAdjustments.Add(told);
        if (told.Kind == PaymentAdjustment.Chargeback)
        {
            payment.ChargedBack = checked(payment.ChargedBack + told.Amount);
            db.Post(PostingOf(told, payment.Method));
        }
        else
        {
            payment.FoundElsewhere = checked(payment.FoundElsewhere + told.Amount);
        }
        await StopAsync(payment, told.At, cancellation);
        return (told, payment);
    }

    /// <summary>
    /// What the payment can't give any more is not sent, as far as no worker has had it in hand: who has had their money
    /// elsewhere does not get it from another payment either, a person must look.
    /// </summary>
    private async Task StopAsync(Payment payment, DateTimeOffset now, CancellationToken cancellation)
    {
        if (payment.Captured is null || payment.Over == 0)
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

    private static Posting PostingOf(PaymentAdjustment told, string method) =>
        new()
        {
            Id = told.PostingId,
            StorefrontId = told.StorefrontId,
            What = "chargeback",
            At = told.At,
            Lines =
            [
                new(Accounts.Chargebacks, told.Currency, told.Amount),
                new(Accounts.Clearing(method), told.Currency, -told.Amount),
            ],
        };
}
