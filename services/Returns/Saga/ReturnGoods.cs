using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// The goods of a return: what was requested, and what came of it. A row of its own, because a return may have thousands, and
/// only what sends them, receives them or judges them loads it.
/// </summary>
internal sealed class ReturnGoods : IStorefrontOwned
{
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required IReadOnlyList<ReturnLine> Lines { get; set; }
    public required IReadOnlyList<ReturnUnit> Units { get; set; }

    /// <summary>What came and is in no round.</summary>
    public IReadOnlyList<LooseUnit> Loose { get; set; } = [];
}
