using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Updates the exceptions of payments that were refunded beyond their cap: the commit that makes it so opens one, the commit that ends it
/// clears that.
/// </summary>
internal sealed class OverRefundDetector : ICommitRule
{
    public async ValueTask<Action?> ApplyAsync(DurableDbContext context, CancellationToken cancellation)
    {
        var db = (RefundDb)context;
        foreach (var entry in db.ChangeTracker.Entries<Payment>().Where(x => x.State == EntityState.Modified).ToList())
        {
            var (payment, before) = (entry.Entity, (Payment)entry.OriginalValues.ToObject());
            if (payment.Over != before.Over)
            {
                var now = db.GetService<TimeProvider>().GetUtcNow();
                (await OpenAsync(db, payment, cancellation))?.Clear(now);
                if (payment.Over > 0)
                {
                    db.Discrepancies.Add(PaymentExceptions.OverRefunded(payment, now));
                }
            }
        }
        return null;
    }

    private static Task<Discrepancy?> OpenAsync(RefundDb db, Payment payment, CancellationToken cancellation) =>
        db
            .Discrepancies.IgnoreQueryFilters()
            .FirstOrDefaultAsync(
                x =>
                    x.StorefrontId == payment.StorefrontId
                    && x.Payment == payment.Reference
                    && x.Kind == DiscrepancyKind.OverRefunded
                    && x.Status == Discrepancy.Open,
                cancellation
            );
}
