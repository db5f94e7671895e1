namespace AfterSalesMesh.Contracts.Words;

/// <summary>What a customer can want for what is sent back.</summary>
public static class Resolutions
{
    public const string Refund = "refund";
    public const string StoreCredit = "store_credit";
    public const string Exchange = "exchange";
    public const string Repair = "repair";
}
