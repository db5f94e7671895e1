using AfterSalesMesh.Refund.Ledger;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Records disputes in the books of the storefront that has their payments, in whichever order their events come.</summary>
internal sealed class DisputeRecorder(
    RefundDb db,
    AdjustmentRecorder recorder,
    IOverCapParts overCap,
    TimeProvider time,
    ILogger<DisputeRecorder> logger
)
{
    /// <summary>Records what a provider says was disputed, and won, of payments that an order has told.</summary>
    public async Task RecordAsync(
        IReadOnlyList<Dispute> disputes,
        IReadOnlyList<Payment> payments,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        foreach (var dispute in disputes)
        {
            var payment = payments.First(x => dispute.Names.Contains(x.Reference));
            foreach (var exception in await RecordAsync(dispute, payment, now, cancellation))
            {
                if (await db.RaiseAsync(exception, cancellation))
                {
                    logger.LogWarning("Dispute {Dispute}: {Detail}", dispute.Id, exception.Detail);
                }
            }
            // Only now: that it was won may have given the cap back.
            await overCap.CancelAsync(payment, now, cancellation);
        }
    }

    /// <returns>What finance must look at.</returns>
    private async Task<List<Discrepancy>> RecordAsync(
        Dispute dispute,
        Payment payment,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (payment.Captured is not null && payment.Currency != dispute.Currency)
        {
            return [PaymentExceptions.Currency(payment, dispute, now)];
        }
        List<Discrepancy> exceptions = [];
        var told = dispute.ToAdjustment(payment, PaymentAdjustment.Chargeback, dispute.Amount, now);
        var taken = await recorder.RecordOnceAsync(told, payment, cancellation);
        if (!taken.IsSameAs(told))
        {
            exceptions.Add(PaymentExceptions.Amount(payment, taken, told.Amount, now));
        }
        if (dispute.OtherAmount is { } other && other != taken.Amount)
        {
            exceptions.Add(PaymentExceptions.Amount(payment, taken, other, now));
        }
        if (dispute.IsWon && taken.Kind == told.Kind && taken.PaymentReference == payment.Reference)
        {
            var won = dispute.ToAdjustment(payment, PaymentAdjustment.ChargebackReversed, taken.Amount, now);
            var back = await recorder.RecordOnceAsync(won, payment, cancellation);
            if (!back.IsSameAs(won))
            {
                exceptions.Add(PaymentExceptions.Amount(payment, back, won.Amount, now));
            }
        }
        return exceptions;
    }
}
