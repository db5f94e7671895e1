using System.Linq.Expressions;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Somebody says that a refund has changed at the provider. What they say is not believed: it is looked up now.</summary>
internal static class RefundHint
{
    /// <summary>
    /// Only what the provider has had in hand: one that waits for somebody's approval is not woken by anyone. One whose first answer
    /// is still on its way is, as that answer may be older than the news.
    /// </summary>
    public static Task<int> MakeDueAsync(
        RefundDb db,
        Expression<Func<RefundPart, bool>> which,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var named = db
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
                named.ExecuteUpdateAsync(
                    // Whoever writes what it read before this reads once more.
                    x => x.SetProperty(row => row.DueAt, now).SetProperty(row => row.Version, row => row.Version + 1),
                    cancellation
                ),
            cancellation
        );
    }
}
