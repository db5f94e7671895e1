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

    /// <summary>The beginning of the hour in which it expires.</summary>
    public DateTimeOffset Hour => new(ExpiresAt.UtcTicks - ExpiresAt.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);

    /// <summary>
    /// Adds a grant to the database, or its amount to one that expires in the same hour, so that a spend does not have to take thousands of
    /// them. The later expiry counts.
    /// </summary>
    /// <param name="db">The context.</param>
    /// <param name="granted">The grant.</param>
    /// <param name="spendable">The customer's tracked grants in its currency that can be spent, at least those of its hour; a new one is added.</param>
    /// <returns>The grant with the amount.</returns>
    public static StoreCreditGrant Add(RefundDb db, StoreCreditGrant granted, List<StoreCreditGrant> spendable)
    {
        if (spendable.Find(x => x.Hour == granted.Hour) is not { } known)
        {
            db.StoreCreditGrants.Add(granted);
            spendable.Add(granted);
            return granted;
        }
        (known.Amount, known.Left) = (known.Amount + granted.Amount, known.Left + granted.Left);
        known.ExpiresAt = known.ExpiresAt > granted.ExpiresAt ? known.ExpiresAt : granted.ExpiresAt;
        return known;
    }

    /// <summary>The grants that a customer can spend now.</summary>
    public static Expression<Func<StoreCreditGrant, bool>> IsSpendable(
        string storefront,
        string customer,
        DateTimeOffset now
    ) => x => x.StorefrontId == storefront && x.Customer == customer && x.Left > 0 && x.ExpiresAt > now;
}
