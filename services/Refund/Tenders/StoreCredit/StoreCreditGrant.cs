using System.Linq.Expressions;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>Store credit that a customer was granted.</summary>
internal sealed class StoreCreditGrant : IVersioned, IStorefrontOwned
{
    public const int MaxCustomer = Refunds.Refund.MaxCustomer;

    /// <summary>
    /// The id of the refund part that the grant pays, or an id derived from the spend that is given back, so that nothing is granted twice.
    /// </summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The storefront's reference for the customer.</summary>
    public required string Customer { get; init; }

    public required string Currency { get; init; }

    /// <summary>Minor units, more than 0; grows when more is given back that expires in the same hour.</summary>
    public long Amount { get; set; }

    /// <summary>The amount that can still be spent, in minor units; concurrent spends conflict because of the version.</summary>
    public long Left { get; set; }

    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>When it expires, by the database's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    public int Version { get; set; }

    /// <summary>True when what expires then can be added to this grant.</summary>
    public bool ExpiresInSameHour(DateTimeOffset expiresAt) =>
        ExpiresAt.UtcTicks / TimeSpan.TicksPerHour == expiresAt.UtcTicks / TimeSpan.TicksPerHour;

    /// <summary>The grants that a customer can spend now.</summary>
    public static Expression<Func<StoreCreditGrant, bool>> IsSpendable(
        string storefront,
        string customer,
        DateTimeOffset now
    ) => x => x.StorefrontId == storefront && x.Customer == customer && x.Left > 0 && x.ExpiresAt > now;
}
