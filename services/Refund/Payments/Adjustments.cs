using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Moves a payment's cap, whoever found out: the storefront, finance, a webhook or a settlement file.</summary>
internal sealed class Adjustments(RefundDb db, AdjustmentRecorder recorder, IOverCapParts overCap, TimeProvider time)
{
    /// <summary>Takes an adjustment into the next commit, unless it was told before. It claims nothing, see <see cref="PaymentOwnership"/>.</summary>
    /// <param name="told">What was found out.</param>
    /// <param name="method">How the payment was made; counts where we don't know the payment yet.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>
    /// The adjustment as it stands, which is another one if its reference was told before, and the storefront's row of its payment.
    /// </returns>
    public async Task<(PaymentAdjustment Adjustment, Payment Payment)> RecordAsync(
        PaymentAdjustment told,
        string? method,
        CancellationToken cancellation
    )
    {
        var before = await recorder.FindAsync(told, cancellation);
        var reference = (before ?? told).PaymentReference;
        var payment = (await db.PaymentsAsync(told.StorefrontId, [reference], cancellation)).FirstOrDefault();
        if (payment is null)
        {
            payment = new Payment
            {
                StorefrontId = told.StorefrontId,
                Reference = reference,
                Method = method ?? Payment.UsualMethod,
                Currency = told.Currency,
            };
            db.Payments.Add(payment);
        }
        if (before is not null)
        {
            return (before, payment);
        }
        await recorder.RecordOnceAsync(told, payment, cancellation);
        await overCap.CancelAsync(payment, told.At, cancellation);
        return (told, payment);
    }

    /// <summary>
    /// An order tells a payment of which only adjustments were told before: those in its currency count, and are posted now unless a file
    /// has settled them; of the others finance gets an exception, and their references can be told again in the right currency.
    /// </summary>
    public async Task RecomputeCapAsync(Payment payment, string currency, CancellationToken cancellation)
    {
        var told = await db
            .PaymentAdjustments.Where(x =>
                x.StorefrontId == payment.StorefrontId && x.PaymentReference == payment.Reference
            )
            .ToListAsync(cancellation);
        var ids = told.ConvertAll(x => x.Id);
        var settled = await db
            .SettledParts.Where(x => ids.Contains(x.PartId))
            .Select(x => x.PartId)
            .ToListAsync(cancellation);
        var now = time.GetUtcNow();
        (payment.Currency, payment.ChargedBack, payment.FoundElsewhere) = (currency, 0, 0);
        foreach (var adjustment in told)
        {
            adjustment.Count(payment);
            if (adjustment.Currency != currency)
            {
                await db.RaiseAsync(PaymentExceptions.Currency(payment, adjustment, now), cancellation);
            }
            else if (!settled.Contains(adjustment.Id) && adjustment.ToPosting(payment.Method, now) is { } posting)
            {
                db.Post(posting);
            }
        }
        if (payment.Elsewhere != 0)
        {
            await recorder.TellAsync(payment, now, cancellation);
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
