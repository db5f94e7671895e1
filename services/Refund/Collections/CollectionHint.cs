using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Handles a provider's webhook about a link: it only makes the collection due, and the worker looks up its state.</summary>
internal static class CollectionHint
{
    /// <summary>The metadata field with our collection's id, on the provider's links and payments.</summary>
    public const string MetadataName = "aftersales_collection";

    public static Task<int> MakeDueAsync(RefundDb db, Guid? id, DateTimeOffset now, CancellationToken cancellation)
    {
        if (id is null)
        {
            return Task.FromResult(0);
        }
        var collection = db
            .Collections.IgnoreQueryFilters()
            .Where(x => x.Id == id && x.LinkId != null && (x.DueAt == null || x.DueAt > now));
        return db.WriteAsync(
            () =>
                collection.ExecuteUpdateAsync(
                    // The new version makes a worker that read the row before start over.
                    x => x.SetProperty(row => row.DueAt, now).SetProperty(row => row.Version, row => row.Version + 1),
                    cancellation
                ),
            cancellation
        );
    }
}
