using System.ComponentModel.DataAnnotations;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Inspection.Verdicts;

/// <summary>The verdict on each unit of an inspection.</summary>
/// <param name="Units">Every unit of the inspection, once.</param>
internal sealed record VerdictRequest(
    [property: MaxLength(VerdictRequest.MaxUnits)] IReadOnlyList<UnitVerdictRequest> Units
)
{
    private const int MaxUnits = 10_000;

    public void Check(Checks checks)
    {
        if (!checks.List(Units, "units", MaxUnits, min: 1))
        {
            return;
        }
        HashSet<Guid> ids = [];
        for (var i = 0; i < Units.Count; i++)
        {
            var at = $"units[{i}]";
            var unit = Units[i];
            checks.That(ids.Add(unit.UnitId), $"{at}.unitId", "must be given once");
            checks.OneOf(unit.Grade, typeof(Grades), $"{at}.grade");
            checks.OneOf(unit.Disposition, typeof(Dispositions), $"{at}.disposition");
            checks.OptionalLines(unit.Notes, $"{at}.notes", InspectedUnit.MaxNotes);
        }
    }
}

/// <param name="Disposition">Only if it should differ from the disposition that follows from the grade.</param>
internal sealed record UnitVerdictRequest(
    Guid UnitId,
    [property: OneOf(typeof(Grades))] string Grade,
    [property: OneOf(typeof(Dispositions))] string? Disposition = null,
    [property: MaxLength(InspectedUnit.MaxNotes)] string? Notes = null
)
{
    /// <summary>The given disposition, else the one that the policy derives from the grade.</summary>
    public string FinalDisposition(InspectedUnit unit) => Disposition ?? unit.DispositionOf(Grade);

    public bool Matches(InspectedUnit unit) =>
        (Grade, FinalDisposition(unit), Notes) == (unit.Grade, unit.Disposition, unit.Notes);
}
