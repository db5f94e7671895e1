using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Storefronts;

/// <summary>A storefront's settings as they were last put.</summary>
internal sealed class Storefront : IStorefrontOwned, IVersioned
{
    public required string StorefrontId { get; init; }
    public required StorefrontSettings Settings { get; set; }
    public int Version { get; set; }
}
