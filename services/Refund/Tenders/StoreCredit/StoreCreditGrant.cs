using System.Linq.Expressions;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>Store credit that a customer was granted.</summary>
internal sealed class StoreCreditGrant : IVersioned, IStorefrontOwned
{
    public const int MaxCustomer = Refunds.Refund.MaxCustomer;

    /// <summary>
    /// The id of the refund part that it was first granted for, or an id derived from the spend that was given back.
    /// </summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The storefront's reference for the customer.</summary>
    public required string Customer { get; init; }

    public required string Currency { get; init; }

    /// <summary>Minor units, more than 0; grows when more is granted or given back that expires in the same hour.</summary>
    public long Amount { get; set; }

    /// <summary>The amount that can still be spent, in minor units; concurrent spends conflict because of the version.</summary>
    public long Left { get; set; }

    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>When it expires, by the database's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    public int Version { get; set; }

    /// <summary>True when what expires then can be added to this grant.</summary>
    public bool ExpiresInSameHour(DateTimeOffset expiresAt) => HourOf(ExpiresAt) == HourOf(expiresAt);

    /// <summary>Adds an amount that expires in the same hour; the later expiry counts.</summary>
    public void Add(long amount, DateTimeOffset expiresAt)
    {
        (Amount, Left) = (Amount + amount, Left + amount);
        ExpiresAt = ExpiresAt > expiresAt ? ExpiresAt : expiresAt;
    }

    /// <summary>The beginning of an hour.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset at) =>
        new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);

    /// <summary>The grants that a customer can spend now.</summary>
    public static Expression<Func<StoreCreditGrant, bool>> IsSpendable(
        string storefront,
        string customer,
        DateTimeOffset now
    ) => x => x.StorefrontId == storefront && x.Customer == customer && x.Left > 0 && x.ExpiresAt > now;
}
