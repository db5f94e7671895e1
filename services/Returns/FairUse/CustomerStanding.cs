using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>Reads a customer's standing: the sum of their orders' counters.</summary>
internal static class CustomerStanding
{
    /// <summary>Only this many of a customer's last orders count.</summary>
    public const int MaxOrders = 200;

    /// <param name="forReturn">True when a return may follow, see <see cref="CountReturn"/>.</param>
    /// <returns>The standing; null: the policy does not use it, or the order names no customer.</returns>
    public static async Task<Standing?> OfAsync(
        ReturnsDb db,
        Order order,
        PolicyDocument policy,
        DateTimeOffset now,
        bool forReturn,
        CancellationToken cancellation
    )
    {
        if (!policy.UsesStanding || order.CustomerReference is not { } reference)
        {
            return null;
        }
        if (forReturn)
        {
            // Before the standing: a return that is requested meanwhile makes this version an old one.
            await db.StandingVersions.FindAsync([order.StorefrontId, reference], cancellation);
        }
        return await OfAsync(db, order.StorefrontId, reference, policy.Standing, now, cancellation);
    }

    /// <summary>Counts a return that is requested, so that the commit fails if the customer has requested another one meanwhile.</summary>
    public static void CountReturn(ReturnsDb db, Order order, PolicyDocument policy)
    {
        if (!policy.UsesStanding || order.CustomerReference is not { } reference)
        {
            return;
        }
        // Only as it was read with the standing: if there was none, another request may have added it.
        var version = db.StandingVersions.Local.FirstOrDefault(x =>
            x.StorefrontId == order.StorefrontId && x.Customer == reference
        );
        version ??= db.StandingVersions.Add(new() { StorefrontId = order.StorefrontId, Customer = reference }).Entity;
        version.Returns++;
    }

    /// <returns>The standing; null: the customer has no orders in the period.</returns>
    public static Task<Standing?> OfAsync(
        ReturnsDb db,
        string storefront,
        string customer,
        StandingTerms terms,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var from = terms.Over.BeginOf(now);
        return OrdersOf(db, storefront, customer)
            .Where(x => x.OrderedAt == null || x.OrderedAt >= from)
            .GroupBy(_ => 1)
            .Select(x => new Standing(
                x.Count(),
                x.Sum(y => y.Units),
                x.Sum(y => y.CountedReturns),
                x.Sum(y => y.CountedUnits),
                x.Sum(y => y.Mismatches),
                x.Sum(y => y.Worn)
            ))
            .SingleOrDefaultAsync(cancellation);
    }

    /// <summary>The customer's last orders, the latest first.</summary>
    public static IQueryable<Order> OrdersOf(ReturnsDb db, string storefront, string customer) =>
        db
            .Orders.Where(x => x.StorefrontId == storefront && x.CustomerReference == customer)
            .OrderByDescending(x => x.Id)
            .Take(MaxOrders);

    /// <summary>The same orders with only their counters, to be reset: an order may have thousands of lines.</summary>
    public static async Task<List<Order>> CountersOfAsync(
        ReturnsDb db,
        string storefront,
        string customer,
        CancellationToken cancellation
    )
    {
        var orders = await OrdersOf(db, storefront, customer)
            .Select(x => new Order
            {
                Id = x.Id,
                StorefrontId = x.StorefrontId,
                Number = x.Number,
                Currency = x.Currency,
                Customer = x.Customer,
                Lines = Array.Empty<OrderLine>(),
                Shipping = x.Shipping,
                Payments = Array.Empty<CapturedPayment>(),
                CountedReturns = x.CountedReturns,
                CountedUnits = x.CountedUnits,
                Mismatches = x.Mismatches,
                Worn = x.Worn,
                Version = x.Version,
            })
            .AsNoTracking()
            .ToListAsync(cancellation);
        // Only columns that are changed after this are written.
        db.AttachRange(orders);
        return orders;
    }
}
