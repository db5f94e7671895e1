using System.Text.Json.Serialization;
using AfterSalesMesh.Returns.Evidence;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The units of one order line that were requested for one reason.</summary>
/// <param name="OrderNumber">The order of the line if it is one of <see cref="Return.FurtherOrders"/>; null: the return's own order.</param>
/// <param name="Category">The storefront's category of the article.</param>
/// <param name="DispositionRule">The rule of <see cref="ReturnGoods.GradeDispositions"/> that decides its units' dispositions.</param>
/// <param name="TaxRate">Basis points, from the order when the return was requested; null: not given.</param>
/// <param name="Photos">Photos that show the reason; null: none.</param>
/// <param name="ShopFault">True when the shop is responsible for the reason.</param>
/// <param name="MustBeResaleable">True when the policy requires a condition of the goods.</param>
internal sealed record ReturnLine(
    string LineId,
    string Sku,
    string? Gtin,
    string? Description,
    int Quantity,
    string Reason,
    string Resolution,
    string? Comment,
    string Rule,
    int? TaxRate = null,
    IReadOnlyList<EvidencePhoto>? Photos = null,
    string? Category = null,
    string? DispositionRule = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ShopFault = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool MustBeResaleable = false,
    string? OrderNumber = null
)
{
    /// <summary>The people who wore its pieces; null: not given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Wearer>? Wearers { get; init; }

    /// <summary>The bonus on top of the refund for taking store credit, in percent; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? BonusPercent { get; init; }

    [JsonIgnore]
    public LineKey Key => new(LineId, OrderNumber);
}
