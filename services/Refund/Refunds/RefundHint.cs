using System.Linq.Expressions;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>A provider's webhook about a refund only makes its part due: the worker looks up what has happened.</summary>
internal static class RefundHint
{
    /// <summary>
    /// Makes parts due that were submitted before. A part that waits for approval stays so. One whose first answer is still under
    /// way is looked up again, because the answer may be older than the hint.
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
