using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Collecting.Links;
using AfterSalesMesh.Refund.Issuing;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Collecting;

/// <summary>Writes what the provider said of a collection: row, books and exceptions, and what is told of it, in one commit.</summary>
internal sealed class TakeLinkAnswer(
    RefundDb db,
    Outbox<RefundDb> outbox,
    TimeProvider time,
    DatabaseClock<RefundDb> clock
)
{
    /// <param name="row">The collection as it was when the provider was asked.</param>
    /// <param name="answer">What it said.</param>
    /// <param name="cancellation">Leaves it to the next one who asks.</param>
    public async Task WriteAsync(Collection row, LinkAnswer answer, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await TryAsync(row, answer, cancellation);
                return;
            }
            catch (Exception exception) when (Outage.IsConflict(exception))
            {
                // Another worker was too late for its lease, or a hint came in between.
                db.ChangeTracker.Clear();
            }
        }
    }

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
            await KnowPaymentAsync(it, cancellation);
        }
        if (it.Status != before)
        {
            await outbox.TellAsync(it, cancellation);
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>From now on it can go back, and be charged back, as any other.</summary>
    private async Task KnowPaymentAsync(Collection it, CancellationToken cancellation)
    {
        if (await db.PaymentsAsync(it.StorefrontId, [it.PaymentReference!], cancellation) is [])
        {
            db.Payments.Add(
                new Payment
                {
                    StorefrontId = it.StorefrontId,
                    Reference = it.PaymentReference!,
                    Method = Payment.UsualMethod,
                    Currency = it.Currency,
                    Captured = it.Amount,
                }
            );
        }
    }
}
