using AfterSalesMesh.Refund.Ledger;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Takes disputes into the books of who has their payments, in whichever order their events come.</summary>
internal sealed class Disputes(RefundDb db, Entering entering, TimeProvider time, ILogger<Disputes> logger)
{
    /// <summary>Takes in what a provider says was disputed, and won, of payments that we know by now.</summary>
    public async Task TakeAsync(
        IReadOnlyList<Dispute> disputes,
        IReadOnlyList<Payment> payments,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        foreach (var dispute in disputes)
        {
            var payment = payments.First(x => dispute.Names.Contains(x.Reference));
            if (payment.Captured is not null && payment.Currency != dispute.Currency)
            {
                await WarnAsync(Attention.Currency(payment, dispute, now));
                continue;
            }
            var told = dispute.ToAdjustment(payment, PaymentAdjustment.Chargeback, dispute.Amount, now);
            var taken = await entering.CountAsync(told, payment, cancellation);
            if (!taken.IsSameAs(told))
            {
                await WarnAsync(Attention.Amount(payment, taken, told.Amount, now));
            }
            if (dispute.OtherAmount is { } other && other != taken.Amount)
            {
                await WarnAsync(Attention.Amount(payment, taken, other, now));
            }
            if (dispute.IsWon && taken.Kind == told.Kind && taken.PaymentReference == payment.Reference)
            {
                var won = dispute.ToAdjustment(payment, PaymentAdjustment.ChargebackReversed, taken.Amount, now);
                var back = await entering.CountAsync(won, payment, cancellation);
                if (!back.IsSameAs(won))
                {
                    await WarnAsync(Attention.Amount(payment, back, won.Amount, now));
                }
            }

            await entering.StopAsync(payment, now, cancellation);

            async Task WarnAsync(Discrepancy exception)
            {
                if (await db.RaiseAsync(exception, cancellation))
                {
                    logger.LogWarning("Dispute {Dispute}: {Detail}", dispute.Id, exception.Detail);
                }
            }
        }
    }
}
