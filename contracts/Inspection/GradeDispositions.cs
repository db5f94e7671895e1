namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>What a rule of the storefront's policy says is done with a unit by its grade: words of <see cref="Words.Dispositions"/>.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="A">As new.</param>
/// <param name="B">Good.</param>
/// <param name="C">Flawed.</param>
/// <param name="D">Unsaleable.</param>
public sealed record GradeDispositions(string Rule, string A, string B, string C, string D);
