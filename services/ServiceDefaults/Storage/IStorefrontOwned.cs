namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>A row that belongs to a storefront; queries see it only when <see cref="StorefrontScope"/> allows the storefront.</summary>
public interface IStorefrontOwned
{
    string StorefrontId { get; }
}
