using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Records adjustments from any source: the adjustment, the payment's cap and the posting, in one commit.</summary>
internal sealed class Adjustments(RefundDb db, Outbox<RefundDb> outbox, TimeProvider time)
{
    /// <summary>
    /// Records an adjustment with the next commit. An adjustment does not assign the payment to the storefront, see
    /// <see cref="PaymentOwnership"/>.
    /// </summary>
    /// <param name="adjustment">The adjustment.</param>
    /// <param name="method">How the payment was made; used if the payment is not known yet.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <returns>The adjustment, or the one recorded earlier with its reference, and the storefront's row of its payment.</returns>
    public async Task<(PaymentAdjustment Adjustment, Payment Payment)> RecordAsync(
        PaymentAdjustment adjustment,
        string? method,
        CancellationToken cancellation
    )
    {
        var before = await FindAsync(adjustment, cancellation);
        var reference = (before ?? adjustment).PaymentReference;
        var payment = (await db.PaymentsAsync(adjustment.StorefrontId, [reference], cancellation)).FirstOrDefault();
        if (payment is null)
        {
            payment = new Payment
            {
                StorefrontId = adjustment.StorefrontId,
                Reference = reference,
                Method = method ?? Payment.DefaultMethod,
                Currency = adjustment.Currency,
            };
            db.Payments.Add(payment);
        }
        if (before is null)
        {
            await AddNewAsync(adjustment, payment, cancellation);
        }
        return (before ?? adjustment, payment);
    }

    /// <summary>Like <see cref="RecordAsync"/>, for a payment that is already loaded.</summary>
    /// <returns>The adjustment with that reference.</returns>
    public async Task<PaymentAdjustment> AddAsync(
        PaymentAdjustment adjustment,
        Payment payment,
        CancellationToken cancellation
    )
    {
        if (await FindAsync(adjustment, cancellation) is { } before)
        {
            return before;
        }
        await AddNewAsync(adjustment, payment, cancellation);
        return adjustment;
    }

    /// <summary>Moves an adjustment to the storefront that now owns its payment.</summary>
    public async Task MoveAsync(
        PaymentAdjustment adjustment,
        Payment payment,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        (adjustment.StorefrontId, adjustment.Moves) = (payment.StorefrontId, adjustment.Moves + 1);
        adjustment.ApplyTo(payment);
        Post(adjustment, payment, now);
        if (payment.Captured is not null && adjustment.Currency != payment.Currency)
        {
            await RaiseCurrencyAsync(adjustment, payment, now, cancellation);
        }
    }

    /// <summary>Publishes the reduction of the payment's cap.</summary>
    public Task PublishCapAsync(Payment payment, CancellationToken cancellation) =>
        outbox.PublishAsync(
            new PaymentCapChanged(
                payment.StorefrontId,
                payment.Reference,
                payment.CapReduction,
                payment.Currency,
                payment.CapRevision,
                time.GetUtcNow()
            ),
            cancellation
        );

    /// <summary>
    /// Computes the cap of a payment that an order has just named: adjustments in the order's currency lower it, and are posted unless a settlement
    /// has posted them. Finance gets an exception for adjustments in another currency; they can be reported again in the right currency.
    /// </summary>
    public async Task RecomputeCapAsync(Payment payment, string currency, CancellationToken cancellation)
    {
        var adjustments = await db
            .PaymentAdjustments.Where(x =>
                x.StorefrontId == payment.StorefrontId && x.PaymentReference == payment.Reference
            )
            .ToListAsync(cancellation);
        var ids = adjustments.ConvertAll(x => x.Id);
        var settled = await db
            .PartSettlements.Where(x => x.StorefrontId == payment.StorefrontId && ids.Contains(x.PartId))
            .Select(x => x.PartId)
            .ToListAsync(cancellation);
        var now = time.GetUtcNow();
        (payment.Currency, payment.ChargedBack, payment.RefundedByAdjustments) = (currency, 0, 0);
        foreach (var adjustment in adjustments)
        {
            adjustment.ApplyTo(payment);
            if (adjustment.Currency != currency)
            {
                await RaiseCurrencyAsync(adjustment, payment, now, cancellation);
            }
            else if (!settled.Contains(adjustment.Id) && adjustment.ToPosting(payment.Method, now) is { } posting)
            {
                db.Post(posting);
            }
        }
    }

    /// <summary>The reason why a chargeback of the payment cannot have been won as reported; null: it can.</summary>
    public async Task<string?> CheckWonAsync(PaymentAdjustment won, CancellationToken cancellation)
    {
        var chargebacks = await db
            .PaymentAdjustments.AsNoTracking()
            .Where(x => x.StorefrontId == won.StorefrontId && x.PaymentReference == won.PaymentReference)
            .Where(x => x.Kind == AdjustmentKind.Chargeback && x.Currency == won.Currency)
            .ToListAsync(cancellation);
        var chargeback = chargebacks.Find(x => x.Reference == won.Reference);
        return chargeback is null ? "The payment has no such chargeback in this currency: reference must name it."
            : won.Amount > chargeback.Amount
                ? $"The chargeback took {chargeback.Amount} {chargeback.Currency} (minor units), and no more can come back."
            : null;
    }

    /// <summary>True when a payment has as many adjustments as storefronts may report.</summary>
    public async Task<bool> IsAtLimitAsync(Payment payment, CancellationToken cancellation) =>
        await db.PaymentAdjustments.CountAsync(
            x => x.StorefrontId == payment.StorefrontId && x.PaymentReference == payment.Reference,
            cancellation
        ) >= PaymentAdjustment.MaxReported;

    private Task AddNewAsync(PaymentAdjustment adjustment, Payment payment, CancellationToken cancellation)
    {
        db.PaymentAdjustments.Add(adjustment);
        adjustment.ApplyTo(payment);
        Post(adjustment, payment, adjustment.At);
        return PublishCapAsync(payment, cancellation);
    }

    private Task<bool> RaiseCurrencyAsync(
        PaymentAdjustment it,
        Payment payment,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => db.RaiseAsync(PaymentExceptions.Currency(payment, it.Reference, it.Amount, it.Currency, now), cancellation);

    private void Post(PaymentAdjustment adjustment, Payment payment, DateTimeOffset now)
    {
        // The currency of a payment without an order is uncertain, so nothing is posted yet.
        if (
            payment.Captured is not null
            && adjustment.Currency == payment.Currency
            && adjustment.ToPosting(payment.Method, now) is { } posting
        )
        {
            db.Post(posting);
        }
    }

    /// <summary>
    /// The recorded adjustment with the same reference, including one of this commit. The same reference in another currency is a different
    /// adjustment: only the one in the payment's currency lowers the cap.
    /// </summary>
    private async Task<PaymentAdjustment?> FindAsync(PaymentAdjustment adjustment, CancellationToken cancellation) =>
        db.PaymentAdjustments.Local.FirstOrDefault(x =>
            x.StorefrontId == adjustment.StorefrontId && x.HasSameReference(adjustment)
        )
        ?? await db.PaymentAdjustments.FirstOrDefaultAsync(
            x =>
                x.StorefrontId == adjustment.StorefrontId
                && x.Reference == adjustment.Reference
                && x.Currency == adjustment.Currency
                && (x.Kind == AdjustmentKind.ChargebackWon) == adjustment.IsWon,
            cancellation
        );
}
