namespace AfterSalesMesh.Contracts.Words;

/// <summary>Methods of payment that this product pays back itself. All others are the payment provider's own words.</summary>
public static class PaymentMethods
{
    public const string StoreCredit = "store_credit";
}
