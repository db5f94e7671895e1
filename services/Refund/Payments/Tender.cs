using AfterSalesMesh.Contracts.Refund;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>How money goes back. All tenders but these two are paid by the payment provider, gift cards among them.</summary>
internal static class Tender
{
    public const string StoreCredit = "store_credit";

    /// <summary>Paid to the carrier; goes back by bank transfer.</summary>
    public const string CashOnDelivery = "cash_on_delivery";

    /// <summary>True for the tenders that are paid without the payment provider.</summary>
    public static bool IsOwn(string? method) => method is StoreCredit or CashOnDelivery;

    /// <summary>
    /// The reference that an order's payment has here. Cash on delivery may have the same one in every order, for example <c>cash</c>: it
    /// is made unique by the order number.
    /// </summary>
    public static string ReferenceOf(CapturedPayment payment, string order)
    {
        if (payment.Method != CashOnDelivery)
        {
            return payment.Reference;
        }
        var name = $"{order}/{payment.Reference}";
        return name.Length <= Payment.MaxReference ? name : $"{DerivedId.From(Guid.Empty, name)}";
    }
}
