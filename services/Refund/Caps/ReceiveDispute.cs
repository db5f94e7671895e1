using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Caps;

/// <summary>
/// Records a dispute that a provider reported for the storefront that owns the payment. If it is not known, the dispute waits until Returns or a refund names it.
/// </summary>
internal sealed class ReceiveDispute(
    RefundDb db,
    StorefrontScope scope,
    DisputeRecorder disputes,
    OverCapParts overCapParts,
    Outbox<RefundDb> outbox,
    TimeProvider time,
    ILogger<ReceiveDispute> logger
)
{
    public async Task RecordAsync(Dispute dispute, CancellationToken cancellation)
    {
        if (dispute is { Id: "" } or { Payment: "" } or { Amount: <= 0 } or not { Currency.Length: 3 })
        {
            logger.LogError(
                "Dispute {Dispute} of {Amount} {Currency} is incomplete: a person must check it",
                dispute.Id,
                dispute.Amount,
                dispute.Currency
            );
            return;
        }
        await ConflictRetry.RunAsync(
            db,
            async () =>
            {
                await TryAsync(dispute, cancellation);
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
    }

    private async Task TryAsync(Dispute dispute, CancellationToken cancellation)
    {
        var names = dispute.Names;
        var known = await db.PaymentsAtProvider.Where(x => names.Contains(x.Reference)).ToListAsync(cancellation);
        var owner = await OwnerAsync(known, cancellation);
        if (owner is null)
        {
            await WaitAsync(dispute, cancellation);
        }
        else
        {
            scope.Allow([owner]);
            var payments = await db.PaymentsAsync(owner, names, cancellation);
            await disputes.RecordAsync([dispute], payments, cancellation);
            await overCapParts.CancelAsync(payments, time.GetUtcNow(), cancellation);
        }
        foreach (var name in names)
        {
            if (known.Find(x => x.Reference == name) is not { } payment)
            {
                db.PaymentsAtProvider.Add(new PaymentAtProvider { Reference = name, Owner = owner });
            }
            else if (payment.Owner is null)
            {
                // Marked as changed even if it stays null, so that a concurrent order that names the payment sees the waiting dispute.
                payment.Owner = owner;
                db.Entry(payment).Property(x => x.Owner).IsModified = true;
            }
        }
    }

    /// <summary>The owner of the payment: only one of its two names can have been assigned to another storefront.</summary>
    private async Task<string?> OwnerAsync(List<PaymentAtProvider> known, CancellationToken cancellation)
    {
        var owned = known.FindAll(x => x.Owner is not null);
        foreach (var name in owned)
        {
            var isPayment = await db
                .Payments.IgnoreQueryFilters()
                .AnyAsync(x => x.StorefrontId == name.Owner && x.Reference == name.Reference, cancellation);
            if (isPayment)
            {
                return name.Owner;
            }
        }
        return owned.FirstOrDefault()?.Owner;
    }

    private async Task WaitAsync(Dispute dispute, CancellationToken cancellation)
    {
        // With each of its events, so that a question that was lost is asked again.
        await outbox.PublishAsync(new PaymentOwnerUnknown(dispute.Names, time.GetUtcNow()), cancellation);
        if (await db.Disputes.FindAsync([dispute.Id], cancellation) is { } waiting)
        {
            waiting.Apply(dispute);
            return;
        }
        db.Disputes.Add(dispute);
        logger.LogInformation("Dispute {Dispute} waits for the owner of its payment", dispute.Id);
    }
}
