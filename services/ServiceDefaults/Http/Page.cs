using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>A page of a list. Pass <paramref name="Next"/> as <c>?after=</c> for the next page; null on the last page.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    public Page<TOther> Map<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Next);
}

public static class Page
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>Reads a page of an ordered query.</summary>
    /// <param name="query">The entries after the previous page, in order.</param>
    /// <param name="limit">The number of entries on a page.</param>
    /// <param name="key">The cursor of an entry; the next page begins after it.</param>
    public static async Task<Page<T>> ToPageAsync<T>(
        this IQueryable<T> query,
        int limit,
        Func<T, string> key,
        CancellationToken cancellation
    ) => Of(await query.Take(limit + 1).ToListAsync(cancellation), limit, key);

    /// <summary>A page of a list that was read with one entry more than the limit, which shows whether there is a next page.</summary>
    public static Page<T> Of<T>(List<T> items, int limit, Func<T, string> key)
    {
        if (items.Count <= limit)
        {
            return new Page<T>(items, null);
        }
        items.RemoveRange(limit, items.Count - limit);
        return new Page<T>(items, key(items[^1]));
    }
}
