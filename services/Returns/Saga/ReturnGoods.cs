using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// The goods of a return: the requested and received units, and the terms that only these need. A separate row, because a return may have thousands of units, and
/// only the steps that announce, receive or judge them load it.
/// </summary>
internal sealed class ReturnGoods : IStorefrontOwned
{
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required IReadOnlyList<ReturnLine> Lines { get; set; }
    public required IReadOnlyList<ReturnUnit> Units { get; set; }

    /// <summary>The ids of its lines' photos.</summary>
    public IReadOnlyList<Guid> PhotoIds => [.. Lines.SelectMany(x => x.Photos ?? []).Select(x => x.Id).Distinct()];

    /// <summary>Units that came for the return and are in none of its rounds.</summary>
    public IReadOnlyList<UnassignedUnit> Unassigned { get; set; } = [];

    /// <summary>How the goods were last counted in the customer's standing.</summary>
    public StandingCount Counted { get; set; } = StandingCount.None;

    /// <summary>The order whose counters have the return: the one of its orders that was placed last; null: the return's own order.</summary>
    public Guid? CountedOn { get; init; }

    /// <summary>How long each step may take.</summary>
    public ClockTerms Clocks { get; set; } = new();

    /// <summary>The dispositions of units by grade.</summary>
    public IReadOnlyList<GradeDispositions> GradeDispositions { get; init; } = [];

    /// <summary>What is deducted from the refunds of its orders, depending on the goods that come.</summary>
    public IReadOnlyList<OrderDeductions> Deductions { get; set; } = [];
}
