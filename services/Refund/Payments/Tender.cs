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
}
