using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Inspection.Verdicts;

/// <summary>What an inspector found of each unit.</summary>
internal sealed record VerdictRequest(IReadOnlyList<UnitVerdictRequest> Units)
{
    private static readonly string[] AllGrades = [Grades.A, Grades.B, Grades.C, Grades.D];

    private static readonly string[] AllDispositions =
    [
        Dispositions.Restock,
        Dispositions.Refurbish,
        Dispositions.Outlet,
        Dispositions.Donate,
        Dispositions.Recycle,
        Dispositions.Destroy,
        Dispositions.ReturnToCustomer,
        Dispositions.ReturnToVendor,
        Dispositions.Quarantine,
    ];

    public void Check(Checks checks)
    {
        checks.That(Units.Count > 0, "units", "must name every unit of the inspection");
        HashSet<Guid> ids = [];
        for (var i = 0; i < Units.Count; i++)
        {
            var at = $"units[{i}]";
            // A list's elements are not covered by the reader's null checks.
            if (!checks.That(Units[i] is not null, at, "must not be null"))
            {
                continue;
            }
            var unit = Units[i];
            checks.That(ids.Add(unit.UnitId), $"{at}.unitId", "must be there once");
            checks.That(
                AllGrades.Contains(unit.Grade),
                $"{at}.grade",
                $"must be one of {string.Join(", ", AllGrades)}"
            );
            checks.That(
                unit.Disposition is null || AllDispositions.Contains(unit.Disposition),
                $"{at}.disposition",
                $"must be one of {string.Join(", ", AllDispositions)}, or be left out to follow from the grade"
            );
            checks.That(
                unit.Notes is null || (unit.Notes.Length <= InspectedUnit.MaxNotes && !unit.Notes.Contains('\0')),
                $"{at}.notes",
                $"must be a text of {InspectedUnit.MaxNotes} characters at most"
            );
        }
    }
}

/// <param name="UnitId">The unit.</param>
/// <param name="Grade">Its condition, <c>A</c> to <c>D</c>.</param>
/// <param name="Disposition">Only to override what follows from the grade.</param>
/// <param name="Notes">What the inspector saw.</param>
internal sealed record UnitVerdictRequest(Guid UnitId, string Grade, string? Disposition = null, string? Notes = null)
{
    /// <summary>Where it goes: as the inspector says, else by its grade.</summary>
    public string GoesTo => Disposition ?? DispositionOfGrade.Of(Grade);

    public bool IsOf(InspectedUnit unit) => (Grade, GoesTo, Notes) == (unit.Grade, unit.Disposition, unit.Notes);
}
