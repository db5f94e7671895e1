namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>A part of a list. Give <paramref name="Next"/> back as <c>?after=</c> for the part behind it; null: the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

public static class Page
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>From a query that took one item more than fits, to know whether there is more behind.</summary>
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
