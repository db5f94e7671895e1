namespace AfterSalesMesh.Contracts.Words;

/// <summary>Payment methods that are refunded without the payment provider. All others are the provider's own words.</summary>
public static class PaymentMethods
{
    public const string StoreCredit = "store_credit";

    /// <summary>Paid to the carrier; goes back by bank transfer.</summary>
    public const string CashOnDelivery = "cash_on_delivery";
}
