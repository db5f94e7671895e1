using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>Credit that a customer was given at once. What is left of it only ever gets less.</summary>
internal sealed class StoreCreditGrant : IVersioned, IStorefrontOwned
{
    public const int MaxCustomer = 200;

    /// <summary>That of the refund's part that it pays, or derived from the spend that it gives back: it can't be given twice.</summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The storefront's own name for the customer.</summary>
    public required string Customer { get; init; }

    public required string Currency { get; init; }

    /// <summary>Minor units, more than 0.</summary>
    public required long Amount { get; init; }

    /// <summary>What can still be spent. Its version makes those who want the last of it queue up.</summary>
    public long Left { get; set; }

    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>From then on it can't be spent, by the database's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public int Version { get; set; }

    /// <summary>Takes as much of it as there is.</summary>
    public long Take(long upTo)
    {
        var taken = Math.Min(upTo, Left);
        Left -= taken;
        return taken;
    }
}
