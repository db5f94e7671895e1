using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Contracts.Refund;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>The caps of an order's payments, and their sum.</summary>
internal static class OrderCap
{
    /// <summary>The maximum that all returns of the order together can refund, in minor units: the captured amounts without those that went back by other means.</summary>
    public static Int128 Of(Order order) => OfPayments(order).Aggregate((Int128)0, (sum, x) => sum + x.Cap);

    /// <summary>The cap of each payment of the order, in minor units. A payment that the order names twice has one cap.</summary>
    public static IEnumerable<(CapturedPayment Payment, long Cap)> OfPayments(Order order) =>
        order
            .Payments.DistinctBy(x => NameOf(x, order))
            .Select(x => (x, (long)Int128.Max(0, (Int128)x.Captured - x.Refunded - ReductionOf(order, x))));

    /// <summary>The part of the cap that the order's returns have neither refunded nor promised.</summary>
    public static async Task<long> RemainingAsync(ReturnsDb db, Order order, CancellationToken cancellation)
    {
        var givenOrPromised = await db
            .SoldUnits.Where(x => x.OrderId == order.Id && x.ReservedBy != null)
            .SumAsync(x => (x.Given + x.Postage) ?? x.Promised, cancellation);
        var notPaid = await OrderReturns.NotPaidAsync(db, order, cancellation);
        return (long)Int128.Max(0, Of(order) - givenOrPromised + notPaid);
    }

    private static long ReductionOf(Order order, CapturedPayment payment) =>
        order.CapReductions.FirstOrDefault(x => x.Payment == NameOf(payment, order))?.Amount ?? 0;

    private static string NameOf(CapturedPayment payment, Order order) =>
        PaymentReference.Of(payment.Reference, payment.Method, order.Number);
}
