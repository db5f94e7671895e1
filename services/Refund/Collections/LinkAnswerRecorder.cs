using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Writes a provider's answer about a collection: row, postings and exceptions, in one commit.</summary>
internal sealed class LinkAnswerRecorder(
    RefundDb db,
    TimeProvider time,
    DatabaseClock<RefundDb> clock,
    OrderPayments payments,
    OverCapParts overCapParts,
    ILogger<LinkAnswerRecorder> logger
)
{
    /// <summary>Records the answer to a call about this row, which may have changed since.</summary>
    public Task RecordAsync(Collection row, LinkAnswer answer, CancellationToken cancellation) =>
        // A worker whose lease has ended, or a webhook, may write the row at the same time.
        ConflictRetry.RunAsync(db, () => TryAsync(row, answer, cancellation), cancellation);

    private async Task TryAsync(Collection row, LinkAnswer answer, CancellationToken cancellation)
    {
        var it = await db.Collections.SingleAsync(x => x.Id == row.Id, cancellation);
        var (before, surplus, due, now) = (it.Status, it.Surplus, it.DueAt, time.GetUtcNow());
        it.Apply(answer, clock.UtcNow);
        if (due != row.DueAt)
        {
            // A webhook came while the provider was asked: the collection is looked up once more.
            it.DueAt = due;
        }
        foreach (var posting in CollectionPostings.Of(it, before, surplus, now))
        {
            db.Post(posting);
        }
        if (it.Surplus > surplus)
        {
            db.Discrepancies.Add(CollectionPostings.Overpaid(it, surplus, now));
        }
        if (it.Status != before && it.Status == CollectionStatus.Collected)
        {
            await RegisterPaymentAsync(it, now, cancellation);
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Registers the customer's payment, so that it can be refunded and charged back like any other.</summary>
    private async Task RegisterPaymentAsync(Collection it, DateTimeOffset now, CancellationToken cancellation)
    {
        var payment = new CapturedPayment(it.PaymentReference!, Payment.DefaultMethod, it.Amount, 0);
        var applied = await payments.ApplyAsync(
            it.StorefrontId,
            it.OrderNumber,
            it.Currency,
            [payment],
            version: null,
            cancellation
        );
        await overCapParts.CancelAsync(applied, now, cancellation);
        if (applied[0].BelongsToAnotherStorefront)
        {
            logger.LogError("Collection {CollectionId} was paid by a payment of another storefront", it.Id);
            await db.RaiseAsync(CollectionPostings.Foreign(it, now), cancellation);
        }
    }
}
