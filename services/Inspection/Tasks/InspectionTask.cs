using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Inspection.Tasks;

/// <summary>An inspection: units of a return that wait for a verdict or have one.</summary>
internal sealed class InspectionTask : IStorefrontOwned, IVersioned
{
    public required Guid Id { get; init; }
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required int Round { get; init; }
    public required string OrderNumber { get; init; }
    public required string RmaNumber { get; init; }

    /// <summary>Orders lists by time; the id is derived from the return and does not sort by the task's own time.</summary>
    public required Guid ListKey { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public string Status { get; private set; } = InspectionStatuses.Open;
    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>The id of the person who gave the verdict.</summary>
    public string? DoneBy { get; private set; }
    public string? DoneByName { get; private set; }
    public List<InspectedUnit> Units { get; private set; } = [];

    /// <summary>How long the notes on all units are together.</summary>
    public int NoteCharacters { get; private set; }
    public int Version { get; set; }

    public void Finish(DateTimeOffset at, string by, string? byName)
    {
        Status = InspectionStatuses.Done;
        // Every database stores whole milliseconds exactly, so a repeated event is identical.
        DoneAt = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
        (DoneBy, DoneByName) = (by, byName);
        NoteCharacters = Units.Sum(x => x.Notes?.Length ?? 0);
    }

    /// <summary>The event with all verdicts; call it once they are given.</summary>
    public InspectionCompleted ToInspectionCompleted() =>
        new(
            ReturnId,
            StorefrontId,
            Id,
            Round,
            [
                .. Units
                    .OrderBy(x => x.Position)
                    .Select(x => new UnitVerdict(x.UnitId, x.LineId, x.Grade!, x.Disposition!)),
            ],
            DoneAt!.Value,
            DoneBy,
            DoneByName
        );
}

internal sealed class InspectedUnit : IStorefrontOwned
{
    public const int MaxNotes = 2000;

    public required Guid InspectionId { get; init; }
    public required Guid UnitId { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>Its position in the inspection, from 0.</summary>
    public required int Position { get; init; }
    public required string LineId { get; init; }

    /// <summary>The order of the line; null: the inspection's.</summary>
    public string? OrderNumber { get; init; }
    public required string Sku { get; init; }
    public required string Reason { get; init; }
    public string? Category { get; init; }

    /// <summary>Its disposition for each grade, by the storefront's policy.</summary>
    public required GradeDispositions Dispositions { get; init; }
    public string? Grade { get; set; }
    public string? Disposition { get; set; }
    public string? Notes { get; set; }

    /// <summary>The disposition that the policy derives from a grade.</summary>
    /// <param name="grade">One of <see cref="Grades"/>.</param>
    public string DispositionOf(string grade) =>
        grade switch
        {
            Grades.A => Dispositions.A,
            Grades.B => Dispositions.B,
            Grades.C => Dispositions.C,
            Grades.D => Dispositions.D,
            _ => throw new ArgumentOutOfRangeException(nameof(grade), grade, "A grade is A, B, C or D."),
        };
}

internal static class InspectionStatuses
{
    public const string Open = "open";
    public const string Done = "done";
}
