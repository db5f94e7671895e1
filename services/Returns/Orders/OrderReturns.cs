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

    /// <summary>The amount that these returns have refunded of the order or will refund.</summary>
    public static async Task<long> RefundedAsync(ReturnsDb db, Order order, CancellationToken cancellation) =>
        order.SharedReturns == 0
            ? await Of(db, order).SumAsync(x => x.RefundAmount - x.NotPaid, cancellation)
            : (await RefundsAsync(db, order, cancellation)).Sum(x => x.Amount - x.NotPaid);

    /// <summary>The amount that they planned to refund of the order, but have not paid and no longer promise.</summary>
    public static async Task<long> NotPaidAsync(ReturnsDb db, Order order, CancellationToken cancellation) =>
        order.SharedReturns == 0
            ? await Of(db, order).SumAsync(x => x.NotPaid, cancellation)
            : (await RefundsAsync(db, order, cancellation)).Sum(x => x.NotPaid);

    /// <summary>The refunds of the order, because a return's own amounts are those of all its orders together.</summary>
    private static async Task<List<RoundPart>> RefundsAsync(ReturnsDb db, Order order, CancellationToken cancellation)
    {
        var parts = await Of(db, order).Select(x => x.Parts).ToListAsync(cancellation);
        return [.. parts.SelectMany(x => x).Where(x => x.Subject == order.Number)];
    }
}
