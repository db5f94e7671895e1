using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Moves a payment's cap, whoever found out: the storefront, finance, a webhook or a settlement file.</summary>
internal sealed class Adjustments(RefundDb db, Entering entering, Owning owning, Disputes disputes, TimeProvider time)
{
    /// <summary>Takes an adjustment into the next commit, unless it was told before.</summary>
    /// <param name="told">What was found out.</param>
    /// <param name="method">How the payment was made; counts where we don't know the payment yet.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>
    /// The adjustment as it stands, which is another one if its reference was told before, and its payment; null: another
    /// storefront's.
    /// </returns>
    public async Task<(PaymentAdjustment Adjustment, Payment? Payment)> TakeAsync(
        PaymentAdjustment told,
        string? method,
        CancellationToken cancellation
    )
    {
        var before = await entering.BeforeAsync(told, cancellation);
        var reference = (before ?? told).PaymentReference;
        var known = await db.PaymentsAsync(told.StorefrontId, [reference], cancellation);
        var isOwn = OwnTenders.Has(known.FirstOrDefault()?.Method ?? method);
        var owned = await owning.TakeAsync(told.StorefrontId, [reference], isOwn ? [reference] : [], cancellation);
        var payment = owned.Payments.FirstOrDefault();
        if (before is not null)
        {
            return (before, payment);
        }
        if (owned.Foreign is not null)
        {
            return (told, null);
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
        // Told by somebody else since we looked, it is theirs.
        var entered = await entering.OnceAsync(told, payment, cancellation);
        await disputes.TakeAsync(owned.Disputes, [payment], cancellation);
        return (entered, payment);
    }

    /// <summary>An order tells in which currency the payment is: what was told of it before in another one counts no more.</summary>
    public async Task ReckonAnewAsync(Payment payment, string currency, CancellationToken cancellation)
    {
        var told = await db
            .PaymentAdjustments.Where(x =>
                x.StorefrontId == payment.StorefrontId && x.PaymentReference == payment.Reference
            )
            .ToListAsync(cancellation);
        (payment.Currency, payment.ChargedBack, payment.FoundElsewhere) = (currency, 0, 0);
        told.ForEach(x => x.Count(payment));
        foreach (var other in told.Where(x => x.Currency != currency))
        {
            await db.RaiseAsync(Attention.Currency(payment, other, time.GetUtcNow()), cancellation);
        }
    }

    /// <summary>Why it takes back no chargeback of the payment, or null.</summary>
    public async Task<string?> WhyNotAsync(PaymentAdjustment told, CancellationToken cancellation)
    {
        var chargebacks = await db
            .PaymentAdjustments.AsNoTracking()
            .Where(x => x.StorefrontId == told.StorefrontId && x.PaymentReference == told.PaymentReference)
            .Where(x => x.Kind == PaymentAdjustment.Chargeback && x.Currency == told.Currency)
            .ToListAsync(cancellation);
        var chargeback = chargebacks.Find(x => PaymentAdjustment.ReversalOf(x.Reference) == told.Reference);
        return chargeback is null ? "The payment has no such chargeback in this currency: reference must name it."
            : told.Amount > chargeback.Amount
                ? $"The chargeback took {chargeback.Amount} {chargeback.Currency} (minor units), and no more can come back."
            : null;
    }
}
