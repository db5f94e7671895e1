using System.Text.Json.Serialization;
using AfterSalesMesh.Returns.Evidence;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The units of one order line that were requested for one reason.</summary>
/// <param name="OrderNumber">The order of the line, where it is one of <see cref="Return.FurtherOrders"/>; null: the return's own.</param>
/// <param name="Category">The storefront's category of the article.</param>
/// <param name="DispositionRule">The rule of <see cref="ReturnGoods.GradeDispositions"/> by which its units are disposed of.</param>
/// <param name="TaxRate">Basis points, as in the order when the return was requested; null: the order gave none.</param>
/// <param name="Photos">What shows the reason; null: nothing.</param>
/// <param name="ShopFault">Whether the shop is answerable for the reason.</param>
/// <param name="MustBeResaleable">Whether the policy requires a condition of the goods.</param>
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
    /// <summary>Who wore its pieces, as requested; null: it was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Wearer>? Wearers { get; init; }

    /// <summary>What is given on top of the refund for taking store credit, in percent; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? BonusPercent { get; init; }

    [JsonIgnore]
    public LineKey Key => new(LineId, OrderNumber);
}
