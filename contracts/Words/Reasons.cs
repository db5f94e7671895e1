namespace AfterSalesMesh.Contracts.Words;

/// <summary>Return reasons of the default policy.</summary>
public static class Reasons
{
    public const string TooSmall = "too_small";
    public const string TooLarge = "too_large";
    public const string NotAsDescribed = "not_as_described";
    public const string Defective = "defective";
    public const string WrongItem = "wrong_item";
    public const string ArrivedLate = "arrived_late";
    public const string ChangedMind = "changed_mind";
    public const string DamagedInTransit = "damaged_in_transit";
}
