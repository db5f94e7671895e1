namespace AfterSalesMesh.Contracts.Words;

/// <summary>The condition of a unit, from as new to unsaleable.</summary>
public static class Grades
{
    public const string A = "A";
    public const string B = "B";
    public const string C = "C";
    public const string D = "D";
}
