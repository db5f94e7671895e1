using System.Linq.Expressions;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

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

    /// <summary>
    /// Adds a grant to the database, or its amount to one that expires in the same hour, so that a spend does not have to take thousands of
    /// them. The later expiry counts.
    /// </summary>
    /// <returns>The grant with the amount.</returns>
    public static async Task<StoreCreditGrant> AddAsync(
        RefundDb db,
        StoreCreditGrant granted,
        CancellationToken cancellation
    )
    {
        var at = granted.ExpiresAt;
        var hour = new DateTimeOffset(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
        var nextHour = hour.AddHours(1);
        var sameHour = db
            .StoreCreditGrants.Where(IsSpendable(granted.StorefrontId, granted.Customer, granted.GrantedAt))
            .Where(x => x.Currency == granted.Currency && x.ExpiresAt >= hour && x.ExpiresAt < nextHour)
            .OrderBy(x => x.Id);
        var known =
            db.StoreCreditGrants.Local.FirstOrDefault(x => IsLike(x) && x.Left > 0)
            ?? await sameHour.FirstOrDefaultAsync(cancellation);
        if (known is null)
        {
            db.StoreCreditGrants.Add(granted);
            return granted;
        }
        (known.Amount, known.Left) = (known.Amount + granted.Amount, known.Left + granted.Left);
        known.ExpiresAt = known.ExpiresAt > at ? known.ExpiresAt : at;
        return known;

        // Those that this commit has added are not in the database yet.
        bool IsLike(StoreCreditGrant x) =>
            (x.StorefrontId, x.Customer, x.Currency) == (granted.StorefrontId, granted.Customer, granted.Currency)
            && x.ExpiresAt >= hour
            && x.ExpiresAt < nextHour
            && x.ExpiresAt > granted.GrantedAt;
    }

    /// <summary>The grants that a customer can spend now.</summary>
    public static Expression<Func<StoreCreditGrant, bool>> IsSpendable(
        string storefront,
        string customer,
        DateTimeOffset now
    ) => x => x.StorefrontId == storefront && x.Customer == customer && x.Left > 0 && x.ExpiresAt > now;
}
