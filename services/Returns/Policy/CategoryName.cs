namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// A category, in upper or lower case, with its hash code: a line's category is looked for in those of every rule, and the hash code of
/// a long one costs more than the look-up.
/// </summary>
internal readonly struct CategoryName(string name) : IEquatable<CategoryName>
{
    private readonly string _name = name;
    private readonly int _hash = name.GetHashCode(StringComparison.OrdinalIgnoreCase);

    /// <summary>The category and all above it: <c>shoes</c> and <c>shoes/boots</c>.</summary>
    public static CategoryName[] PathOf(string? category)
    {
        if (category is null)
        {
            return [];
        }
        var path = new CategoryName[category.AsSpan().Count('/') + 1];
        var (end, i) = (-1, 0);
        while ((end = category.IndexOf('/', end + 1)) >= 0)
        {
            path[i++] = new(category[..end]);
        }
        path[i] = new(category);
        return path;
    }

    public bool Equals(CategoryName other) =>
        _hash == other._hash && string.Equals(_name, other._name, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is CategoryName other && Equals(other);

    public override int GetHashCode() => _hash;
}
