using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Notification.Storefronts;

/// <summary>The settings of a storefront that letters need.</summary>
internal sealed class Storefront : IStorefrontOwned, IVersioned
{
    public required string StorefrontId { get; init; }
    public required string Name { get; set; }

    /// <summary>The time zone of the dates in its letters, in the IANA list.</summary>
    public required string TimeZone { get; set; }

    /// <summary>BCP 47; the first is for customers whose language is not known.</summary>
    public required IReadOnlyList<string> Languages { get; set; }

    /// <summary>The version of the storefront's settings.</summary>
    public int SettingsVersion { get; set; }
    public int Version { get; set; }
}
