namespace AfterSalesMesh.Contracts.Words;

/// <summary>What is done with an inspected unit, ordered from the least waste to the most.</summary>
public static class Dispositions
{
    public const string Restock = "restock";
    public const string Refurbish = "refurbish";
    public const string Outlet = "outlet";
    public const string Donate = "donate";
    public const string Recycle = "recycle";
    public const string Destroy = "destroy";
    public const string ReturnToCustomer = "return_to_customer";
    public const string ReturnToVendor = "return_to_vendor";
    public const string Quarantine = "quarantine";
}
