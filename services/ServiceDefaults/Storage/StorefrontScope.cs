namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>The storefronts that the present request, message or worker may see; none until somebody says so.</summary>
public sealed class StorefrontScope
{
    /// <summary>Every storefront's rows; for the service's own housekeeping.</summary>
    public bool All { get; private set; }

    public IReadOnlyList<string> Storefronts { get; private set; } = [];

    public void Allow(IReadOnlyList<string> storefronts) => Storefronts = storefronts;

    public void AllowAll() => All = true;
}
