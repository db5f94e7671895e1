using AfterSalesMesh.Contracts.Refund;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>How money moves. All tenders but the two of our own are the payment provider's, gift cards among them.</summary>
internal static class Tender
{
    /// <summary>As credit that the customer buys with.</summary>
    public const string StoreCredit = "store_credit";

    /// <summary>What was paid to the carrier goes back by bank transfer.</summary>
    public const string CashOnDelivery = "cash_on_delivery";

    /// <summary>True for those that go back without the payment provider.</summary>
    /// <param name="method">How a payment was made; null: not known.</param>
    public static bool IsOwn(string? method) => method is StoreCredit or CashOnDelivery;

    /// <summary>
    /// What a payment is called here. What was paid on delivery has no reference but the one in its order, be it <c>cash</c> in each: it is
    /// the order's.
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
