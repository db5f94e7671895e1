using AfterSalesMesh.Refund.Ledger;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Records disputes as adjustments of the storefront that owns their payments; their events may come in any order.</summary>
internal sealed class DisputeRecorder(
    RefundDb db,
    Adjustments adjustments,
    TimeProvider time,
    ILogger<DisputeRecorder> logger
)
{
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
        }
    }

    /// <returns>The exceptions to raise for finance.</returns>
    private async Task<List<Discrepancy>> RecordAsync(
        Dispute dispute,
        Payment payment,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (payment.Captured is not null && payment.Currency != dispute.Currency)
        {
            return [PaymentExceptions.Currency(payment, dispute.Id, dispute.Amount, dispute.Currency, now)];
        }
        List<Discrepancy> exceptions = [];
        var chargeback = dispute.ToAdjustment(payment, AdjustmentKind.Chargeback, dispute.Amount, now);
        var recorded = await adjustments.AddAsync(chargeback, payment, cancellation);
        if (!recorded.IsSameAs(chargeback))
        {
            exceptions.Add(PaymentExceptions.Amount(payment, recorded, chargeback.Amount, now));
        }
        if (dispute.OtherAmount is { } other && other != recorded.Amount)
        {
            exceptions.Add(PaymentExceptions.Amount(payment, recorded, other, now));
        }
        if (dispute.IsWon && recorded.Kind == chargeback.Kind && recorded.PaymentReference == payment.Reference)
        {
            var won = dispute.ToAdjustment(payment, AdjustmentKind.ChargebackWon, recorded.Amount, now);
            var recordedWon = await adjustments.AddAsync(won, payment, cancellation);
            if (!recordedWon.IsSameAs(won))
            {
                exceptions.Add(PaymentExceptions.Amount(payment, recordedWon, won.Amount, now));
            }
        }
        return exceptions;
    }
}
