using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Inspection.Verdicts;

/// <summary>The disposition that follows from a grade alone: the most sustainable one that the condition allows.</summary>
internal static class DispositionOfGrade
{
    /// <param name="grade">One of <see cref="Grades"/>.</param>
    public static string Of(string grade) =>
        grade switch
        {
            Grades.A => Dispositions.Restock,
            Grades.B => Dispositions.Refurbish,
            Grades.C => Dispositions.Outlet,
            Grades.D => Dispositions.Recycle,
            _ => throw new ArgumentOutOfRangeException(nameof(grade), grade, "A grade is A, B, C or D."),
        };
}
