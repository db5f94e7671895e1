using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>How money goes back. The payment provider pays all tenders except these two, including gift cards.</summary>
internal static class Tender
{
    public const string StoreCredit = PaymentMethods.StoreCredit;

    /// <summary>Paid to the carrier; refunded by bank transfer.</summary>
    public const string CashOnDelivery = PaymentMethods.CashOnDelivery;

    /// <summary>True for the tenders that are paid without the payment provider.</summary>
    public static bool IsOwn(string? method) => method is StoreCredit or CashOnDelivery;

    private const string CashPrefix = "cash:";

    /// <summary>
    /// The reference that this service uses for an order's payment. Cash on delivery may have the same reference in every order, for example <c>cash</c>: it
    /// is made unique by the order number, in which <c>%</c> and <c>/</c> are escaped to avoid collisions. No other payment has such
    /// a reference, because no provider generates one.
    /// </summary>
    public static string ReferenceOf(CapturedPayment payment, string order)
    {
        if (payment.Method != CashOnDelivery)
        {
            return payment.Reference.StartsWith(CashPrefix, StringComparison.Ordinal)
                ? $"{DerivedId.From(Guid.Empty, "payment", payment.Reference)}"
                : payment.Reference;
        }
        var escaped = order.Replace("%", "%25").Replace("/", "%2F");
        var name = $"{CashPrefix}{escaped}/{payment.Reference}";
        return name.Length <= Payment.MaxReference
            ? name
            : $"{CashPrefix}{DerivedId.From(Guid.Empty, "cash", order, payment.Reference)}";
    }
}
