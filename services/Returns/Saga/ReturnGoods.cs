using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// The goods of a return: what was requested, and what came of it, and the terms that only they need. A row of its own, because a return may have thousands, and
/// only what sends them, receives them or judges them loads it.
/// </summary>
internal sealed class ReturnGoods : IStorefrontOwned
{
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required IReadOnlyList<ReturnLine> Lines { get; set; }
    public required IReadOnlyList<ReturnUnit> Units { get; set; }

    /// <summary>The ids of its lines' photos.</summary>
    public IReadOnlyList<Guid> PhotoIds => [.. Lines.SelectMany(x => x.Photos ?? []).Select(x => x.Id).Distinct()];

    /// <summary>What came and is in no round.</summary>
    public IReadOnlyList<UnassignedUnit> Unassigned { get; set; } = [];

    /// <summary>How they were last counted in the customer's standing.</summary>
    public StandingCount Counted { get; set; } = StandingCount.None;

    /// <summary>How long each step may take.</summary>
    public ClockTerms Clocks { get; set; } = new();

    /// <summary>What is done with the units by grade.</summary>
    public IReadOnlyList<GradeDispositions> GradeDispositions { get; init; } = [];
}
