using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Contracts.Ids;

/// <summary>The reference by which Refund knows an order's payment, and names it in messages: each payment has one.</summary>
public static class PaymentReference
{
    public const int MaxLength = 200;

    private const string CashPrefix = "cash:";

    /// <summary>
    /// Cash on delivery may have the same reference in every order, for example <c>cash</c>: it is made unique by the order number, in
    /// which <c>%</c> and <c>/</c> are escaped to avoid collisions. No other payment has such a reference, because no provider generates
    /// one. Store credit is named by the id of its spend in one spelling. All others keep the reference that the order gives.
    /// </summary>
    /// <param name="reference">The payment's reference in the order.</param>
    /// <param name="method">How it was paid.</param>
    /// <param name="order">The order number.</param>
    public static string Of(string reference, string method, string order)
    {
        if (method == PaymentMethods.CashOnDelivery)
        {
            var escaped = order.Replace("%", "%25").Replace("/", "%2F");
            var name = $"{CashPrefix}{escaped}/{reference}";
            return name.Length <= MaxLength
                ? name
                : $"{CashPrefix}{DerivedId.From(Guid.Empty, "cash", order, reference)}";
        }
        if (method == PaymentMethods.StoreCredit && OfSpend(reference) is { } spend)
        {
            return $"{spend}";
        }
        return reference.StartsWith(CashPrefix, StringComparison.Ordinal)
            ? $"{DerivedId.From(Guid.Empty, "payment", reference)}"
            : reference;
    }

    /// <summary>The id of a spend of store credit, which may be written in several ways; null: the reference is no such id.</summary>
    public static Guid? OfSpend(string reference) => Guid.TryParse(reference, out var spend) ? spend : null;
}
