using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Writes what the provider said of a collection: row, books and exceptions, and what is told of it, in one commit.</summary>
internal sealed class TakeLinkAnswer(
    RefundDb db,
    Outbox<RefundDb> outbox,
    TimeProvider time,
    DatabaseClock<RefundDb> clock,
    OrderPayments payments,
    ILogger<TakeLinkAnswer> logger
)
{
    /// <param name="row">The collection as it was when the provider was asked.</param>
    /// <param name="answer">What it said.</param>
    /// <param name="cancellation">Leaves it to the next one who asks.</param>
    public Task WriteAsync(Collection row, LinkAnswer answer, CancellationToken cancellation) =>
        // Another worker may have been too late for its lease, or a hint have come in between.
        ConflictRetry.RunAsync(db, () => TryAsync(row, answer, cancellation), cancellation);

    private async Task TryAsync(Collection row, LinkAnswer answer, CancellationToken cancellation)
    {
        var it = await db.Collections.SingleAsync(x => x.Id == row.Id, cancellation);
        var (before, surplus, due, now) = (it.Status, it.Surplus, it.DueAt, time.GetUtcNow());
        it.Take(answer, clock.UtcNow);
        if (due != row.DueAt)
        {
            // Somebody has heard news of it while the provider was asked: it is looked up once more.
            it.DueAt = due;
        }
        foreach (var posting in CollectionPostings.Of(it, before, surplus, now))
        {
            db.Post(posting);
        }
        if (it.Surplus > surplus)
        {
            db.Discrepancies.Add(CollectionPostings.Unexplained(it, surplus, now));
        }
        if (it.Status != before && it.Status == CollectionStatus.Collected)
        {
            await RegisterPaymentAsync(it, now, cancellation);
        }
        if (it.Status != before)
        {
            await outbox.TellAsync(it, cancellation);
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>From now on it can go back, and be charged back, as any other payment.</summary>
    private async Task RegisterPaymentAsync(Collection it, DateTimeOffset now, CancellationToken cancellation)
    {
        var told = new CapturedPayment(it.PaymentReference!, Payment.UsualMethod, it.Amount, 0);
        var applied = await payments.ApplyAsync(
            it.StorefrontId,
            it.OrderNumber,
            it.Currency,
            [told],
            version: null,
            cancellation
        );
        if (applied[0].IsForeign)
        {
            logger.LogError("Collection {CollectionId} was paid by a payment of another storefront", it.Id);
            await db.RaiseAsync(CollectionPostings.Foreign(it, now), cancellation);
        }
    }
}
