using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>The returns with lines of an order, including those whose first order is another one.</summary>
internal static class OrderReturns
{
    public static IQueryable<Return> Of(ReturnsDb db, Order order)
    {
        var own = db.Returns.Where(x => x.OrderId == order.Id);
        var further = db.FurtherOrders.Where(x => x.OrderId == order.Id);
        return order.SharedReturns == 0
            ? own
            : own.Concat(further.Join(db.Returns, x => x.ReturnId, x => x.CorrelationId, (_, found) => found));
    }

    /// <summary>The amount that these returns refund of the order, including amounts that its payments could not give.</summary>
    public static async Task<long> RefundedAsync(ReturnsDb db, Order order, CancellationToken cancellation) =>
        order.SharedReturns == 0
            ? await Of(db, order).SumAsync(x => x.RefundAmount, cancellation)
            : (await RefundsAsync(db, order, cancellation)).Sum(x => x.Amount);

    /// <summary>The part of that amount that was not paid because the order's payments could not give it.</summary>
    public static async Task<long> ShortfallAsync(ReturnsDb db, Order order, CancellationToken cancellation) =>
        order.SharedReturns == 0
            ? await Of(db, order).SumAsync(x => x.Shortfall, cancellation)
            : (await RefundsAsync(db, order, cancellation)).Sum(x => x.Shortfall);

    /// <summary>The refunds of the order, because a return's own amounts are those of all its orders together.</summary>
    private static async Task<List<RoundPart>> RefundsAsync(ReturnsDb db, Order order, CancellationToken cancellation)
    {
        var parts = await Of(db, order).Select(x => x.Parts).ToListAsync(cancellation);
        return [.. parts.SelectMany(x => x).Where(x => x.Subject == order.Number)];
    }
}
