using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>
/// Counts the returns of a customer that a policy accepted which uses standing. Their orders may be different ones: each return makes a
/// new version, so that of two requests at the same time one loses the race and runs again, with the other in its standing.
/// </summary>
internal sealed class StandingVersion : IStorefrontOwned, IVersioned
{
    public required string StorefrontId { get; init; }

    /// <summary>The storefront's reference of the customer.</summary>
    public required string Customer { get; init; }
    public int Returns { get; set; }
    public int Version { get; set; }
}
