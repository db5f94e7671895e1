namespace AfterSalesMesh.Contracts.Words;

/// <summary>Payment methods that are refunded without the payment provider. All other methods have the provider's own names.</summary>
public static class PaymentMethods
{
    public const string StoreCredit = "store_credit";

    /// <summary>Paid to the carrier; refunded by bank transfer.</summary>
    public const string CashOnDelivery = "cash_on_delivery";
}
