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

    /// <returns>The standing; null: the policy does not use it, or the order names no customer.</returns>
    public static async Task<Standing?> OfAsync(
        ReturnsDb db,
        Order order,
        PolicyDocument policy,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        policy.UsesStanding && order.CustomerReference is { } reference
            ? await OfAsync(db, order.StorefrontId, reference, policy.Standing, now, cancellation)
            : null;

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
