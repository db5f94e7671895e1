using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Contracts.Refund;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>The caps of an order's payments, and their sum.</summary>
/// <param name="order">The order.</param>
/// <param name="reductions">The amounts that left its payments by other means than our refunds, by payment.</param>
internal sealed class OrderCap(Order order, IReadOnlyDictionary<string, long> reductions)
{
    /// <summary>The cap of each payment of the order, in minor units. A payment that the order names twice has one cap.</summary>
    public IReadOnlyList<(CapturedPayment Payment, long Cap)> Payments { get; } =
    [
        .. order
            .Payments.DistinctBy(x => NameOf(x, order))
            .Select(x =>
                (
                    x,
                    (long)
                        Int128.Max(0, (Int128)x.Captured - x.Refunded - reductions.GetValueOrDefault(NameOf(x, order)))
                )
            ),
    ];

    /// <summary>The maximum that all returns of the order together can refund, in minor units: the captured amounts without those that went back by other means.</summary>
    public Int128 Sum => Payments.Aggregate((Int128)0, (sum, x) => sum + x.Cap);

    /// <summary>Reads the caps of an order's payments.</summary>
    public static async Task<OrderCap> ReadAsync(ReturnsDb db, Order order, CancellationToken cancellation)
    {
        List<string> names = [.. order.Payments.Select(x => NameOf(x, order)).Distinct()];
        var reductions = await db
            .PaymentCaps.AsNoTracking()
            .Where(x => x.StorefrontId == order.StorefrontId && names.Contains(x.Payment))
            .Where(x => x.Currency == order.Currency)
            .ToDictionaryAsync(x => x.Payment, x => x.Reduction, StringComparer.Ordinal, cancellation);
        return new(order, reductions);
    }

    /// <summary>The part of the cap that the order's returns have neither refunded nor promised.</summary>
    public async Task<long> RemainingAsync(ReturnsDb db, CancellationToken cancellation)
    {
        var givenOrPromised = await db
            .SoldUnits.Where(x => x.OrderId == order.Id && x.ReservedBy != null)
            .SumAsync(x => (x.Given + x.Postage) ?? x.Promised, cancellation);
        var notPaid = await OrderReturns.NotPaidAsync(db, order, cancellation);
        return (long)Int128.Max(0, Sum - givenOrPromised + notPaid);
    }

    private static string NameOf(CapturedPayment payment, Order order) =>
        PaymentReference.Of(payment.Reference, payment.Method, order.Number);
}
