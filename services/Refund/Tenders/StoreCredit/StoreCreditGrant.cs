using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>Store credit that a customer was granted. What is left of it never rises.</summary>
internal sealed class StoreCreditGrant : IVersioned, IStorefrontOwned
{
    public const int MaxCustomer = Refunds.Refund.MaxCustomer;

    /// <summary>
    /// The id of the refund's part that it pays, or derived from the spend that it gives back, so that it cannot be granted
    /// twice.
    /// </summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The storefront's reference for the customer.</summary>
    public required string Customer { get; init; }

    public required string Currency { get; init; }

    /// <summary>Minor units, more than 0.</summary>
    public required long Amount { get; init; }

    /// <summary>What can still be spent. The version serializes concurrent spends.</summary>
    public long Left { get; set; }

    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>From then on it can't be spent, by the database's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public int Version { get; set; }

    /// <summary>Takes up to an amount, as far as there is any.</summary>
    public long Take(long upTo)
    {
        var taken = Math.Min(upTo, Left);
        Left -= taken;
        return taken;
    }
}
