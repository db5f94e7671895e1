namespace AfterSalesMesh.Contracts.Words;

/// <summary>What a customer can ask for in a return.</summary>
public static class Resolutions
{
    public const string Refund = "refund";
    public const string StoreCredit = "store_credit";
    public const string Exchange = "exchange";
    public const string Repair = "repair";
}
