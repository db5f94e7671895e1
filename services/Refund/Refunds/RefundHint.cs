using System.Linq.Expressions;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Handles a provider's webhook about a refund: it only makes the part due, and the worker looks up its state.</summary>
internal static class RefundHint
{
    /// <summary>
    /// Makes parts due that were submitted before. A part that waits for approval keeps waiting. A part whose first answer is still under
    /// way is looked up again, because the answer may be older than the webhook.
    /// </summary>
    public static Task<int> MakeDueAsync(
        RefundDb db,
        Expression<Func<RefundPart, bool>> which,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var parts = db
            .RefundParts.IgnoreQueryFilters()
            .Where(x =>
                x.Status == RefundStatus.Submitted
                || x.Status == RefundStatus.Unknown
                || x.Status == RefundStatus.Succeeded
                || (x.Status == RefundStatus.Planned && x.Attempts > 0 && x.DueAt != null)
            )
            .Where(x => x.DueAt == null || x.DueAt > now)
            .Where(which);
        return db.WriteAsync(
            () =>
                parts.ExecuteUpdateAsync(
                    // The new version makes a worker that read the row before start over.
                    x => x.SetProperty(row => row.DueAt, now).SetProperty(row => row.Version, row => row.Version + 1),
                    cancellation
                ),
            cancellation
        );
    }
}
