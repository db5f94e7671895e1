using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>A provider says that something has happened with a link: a hint and no more, so it is looked up now.</summary>
internal static class CollectionHint
{
    /// <summary>Under this name links, and what comes of them, bear the id of our collection.</summary>
    public const string CollectionOf = "aftersales_collection";

    public static Task<int> MakeDueAsync(
        RefundDb db,
        Guid? collection,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        collection is { } id
            ? db.WriteAsync(
                () =>
                    db
                        .Collections.IgnoreQueryFilters()
                        .Where(x => x.Id == id && x.LinkId != null && (x.DueAt == null || x.DueAt > now))
                        .ExecuteUpdateAsync(
                            // Whoever writes what it read before this reads once more.
                            x =>
                                x.SetProperty(row => row.DueAt, now)
                                    .SetProperty(row => row.Version, row => row.Version + 1),
                            cancellation
                        ),
                cancellation
            )
            : Task.FromResult(0);
}
