using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>A page of a list. Pass <paramref name="Next"/> as <c>?after=</c> for the next page; null: this is the last one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    public Page<TOther> Map<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Next);
}

public static class Page
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>Reads a page of an ordered query.</summary>
    /// <param name="query">The entries behind the previous page, in order.</param>
    /// <param name="limit">How many fit.</param>
    /// <param name="key">Where the next page begins: behind this.</param>
    /// <param name="cancellation">Ends with the request.</param>
    public static async Task<Page<T>> ToPageAsync<T>(
        this IQueryable<T> query,
        int limit,
        Func<T, string> key,
        CancellationToken cancellation
    ) => Of(await query.Take(limit + 1).ToListAsync(cancellation), limit, key);

    /// <summary>From a list with one entry more than fits, which tells whether there is a next page.</summary>
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
