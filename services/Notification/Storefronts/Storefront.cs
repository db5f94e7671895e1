using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Notification.Storefronts;

/// <summary>What letters say of a storefront, as it last told.</summary>
internal sealed class Storefront : IStorefrontOwned, IVersioned
{
    public required string StorefrontId { get; init; }
    public required string Name { get; set; }

    /// <summary>IANA: the zone of the dates in its letters.</summary>
    public required string TimeZone { get; set; }

    /// <summary>BCP 47; the first is for customers whose language is not known.</summary>
    public required IReadOnlyList<string> Languages { get; set; }

    /// <summary>The version of the settings that these are from.</summary>
    public int SettingsVersion { get; set; }
    public int Version { get; set; }
}
