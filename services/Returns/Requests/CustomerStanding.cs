using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>Reads how an order's customer has ordered and returned before, where the policy looks at it.</summary>
internal static class CustomerStanding
{
    /// <summary>A customer of more orders is judged by the last ones.</summary>
    private const int MostOrders = 200;

    /// <returns>Null: the policy does not look at it, or the order names no customer.</returns>
    public static async Task<Standing?> OfAsync(
        ReturnsDb db,
        Order order,
        PolicyDocument policy,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (!policy.UsesStanding || order.CustomerReference is not { } reference)
        {
            return null;
        }
        var from = policy.Standing.Over.BeginOf(now);
        // What was returned is counted when it is requested. Mismatches and wear come with the verdicts, and count as none today.
        return await db
            .Orders.Where(x => x.StorefrontId == order.StorefrontId && x.CustomerReference == reference)
            .OrderByDescending(x => x.Id)
            .Take(MostOrders)
            .Where(x => x.OrderedAt == null || x.OrderedAt >= from)
            .GroupBy(_ => 1)
            .Select(x => new Standing(
                x.Count(),
                x.Sum(y => y.Units),
                x.Sum(y => y.RequestedReturns),
                x.Sum(y => y.RequestedUnits),
                0,
                0
            ))
            .SingleOrDefaultAsync(cancellation);
    }
}
