using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Updates the exceptions for payments to which more went back, or may be on its way, than may: the commit that makes it so opens one,
/// the commit that ends it clears that.
/// </summary>
internal sealed class OverRefundDetector : ICommitRule
{
    public async ValueTask<Action?> ApplyAsync(DurableDbContext context, CancellationToken cancellation)
    {
        var db = (RefundDb)context;
        foreach (var entry in Changed(db))
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

    private static List<EntityEntry<Payment>> Changed(RefundDb db)
    {
        // What has changed has just been looked for, and an import tracks much.
        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        List<EntityEntry<Payment>> changed =
        [
            .. db.ChangeTracker.Entries<Payment>().Where(x => x.State == EntityState.Modified),
        ];
        db.ChangeTracker.AutoDetectChangesEnabled = detects;
        return changed;
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
