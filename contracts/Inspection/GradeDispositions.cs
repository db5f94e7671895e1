namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>A rule of the storefront's policy: the disposition of a unit for each grade, one of <see cref="Words.Dispositions"/>.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="A">As new.</param>
/// <param name="B">Good.</param>
/// <param name="C">Flawed.</param>
/// <param name="D">Unsaleable.</param>
public sealed record GradeDispositions(string Rule, string A, string B, string C, string D);
