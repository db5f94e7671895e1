namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>The storefronts whose rows the current request, message or worker may see; initially none.</summary>
public sealed class StorefrontScope
{
    /// <summary>True when the rows of all storefronts may be seen: for the service's own background work.</summary>
    public bool All { get; private set; }

    public IReadOnlyList<string> Storefronts { get; private set; } = [];

    public void Allow(IReadOnlyList<string> storefronts) => Storefronts = storefronts;

    public void AllowAll() => All = true;
}
