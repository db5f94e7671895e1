namespace AfterSalesMesh.Contracts.Words;

/// <summary>The resolutions that a customer can ask for.</summary>
public static class Resolutions
{
    public const string Refund = "refund";
    public const string StoreCredit = "store_credit";
    public const string Exchange = "exchange";
    public const string Repair = "repair";
}
