using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Keeps the exceptions of payments that are refunded beyond their cap up to date: opens one in the commit that exceeds the cap, clears
/// it in the commit that ends the excess.
/// </summary>
internal sealed class OverRefundDetector : ICommitRule
{
    public async ValueTask<Action?> ApplyAsync(DurableDbContext context, CancellationToken cancellation)
    {
        var db = (RefundDb)context;
        foreach (var entry in db.ChangeTracker.Entries<Payment>().Where(x => x.State == EntityState.Modified).ToList())
        {
            var (payment, before) = (entry.Entity, (Payment)entry.OriginalValues.ToObject());
            if (payment.OverCap != before.OverCap)
            {
                var now = db.GetService<TimeProvider>().GetUtcNow();
                if (await OpenAsync(db, payment, cancellation) is { } open)
                {
                    open.Clear(now);
                    db.Entry(open).DetectChanges();
                }
                if (payment.OverCap > 0)
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
