namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>A row that belongs to a storefront, and is invisible to whoever may not see that storefront.</summary>
public interface IStorefrontOwned
{
    string StorefrontId { get; }
}
